// Passkeys in the browser (WebAuthn level 3 §5): asks the server what is to be signed, has the authenticator sign it, and posts the answer with the
// form that it belongs to. Where there is no script or no passkeys, these forms stay hidden, and every other way to sign in works.
"use strict";
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  // The server takes answers for five minutes; a question is asked anew before that.
  const freshFor = 240000;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const ask = async (form) => {
    const answer = await fetch(form.dataset.passkey, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    const { ticket, options } = await answer.json();
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const one of [...(options.allowCredentials ?? []), ...(options.excludeCredentials ?? [])]) one.id = bytes(one.id);
    return { ticket, options, askedAt: performance.now() };
  };

  const post = (form, ticket, credential) => {
    const { response } = credential;
    const fields = { challenge: ticket, client_data: text(response.clientDataJSON) };
    if (response.attestationObject) {
      fields.attestation = text(response.attestationObject);
      fields.transports = (response.getTransports?.() ?? []).join(" ");
    } else {
      fields.credential = text(credential.rawId);
      fields.authenticator_data = text(response.authenticatorData);
      fields.signature = text(response.signature);
      if (response.userHandle) fields.user_handle = text(response.userHandle);
    }
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    form.submit();
  };

  const start = (form) => {
    const button = form.querySelector("button");
    let question = null;
    let autofill = null;

    // Without a gap between the press of the button and the authenticator: some browsers ask for that.
    const prepare = async () => {
      if (!question || performance.now() - question.askedAt > freshFor) question = await ask(form);
      return question;
    };
    const sign = async (how) => {
      const { ticket, options } = await prepare();
      const credential = await (options.user
        ? navigator.credentials.create({ publicKey: options })
        : navigator.credentials.get({ publicKey: options, ...how }));
      post(form, ticket, credential);
    };
    const say = (name) => {
      for (const line of form.querySelectorAll("[data-passkey-problem]")) line.hidden = line.dataset.passkeyProblem !== name;
    };

    // Passkeys among what the browser offers for the e-mail field, for as long as the page is open.
    const offer = async () => {
      if (!("passkeyAutofill" in form.dataset) || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
      for (let goesOn = true; goesOn; ) {
        const mine = (autofill = new AbortController());
        goesOn = false;
        const timer = setTimeout(() => {
          goesOn = true;
          mine.abort();
        }, freshFor);
        try {
          await sign({ mediation: "conditional", signal: mine.signal });
        } catch {
          if (goesOn) question = null;
        }
        clearTimeout(timer);
      }
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      autofill?.abort();
      button.disabled = true;
      say(null);
      try {
        await sign({});
      } catch (error) {
        question = null;
        button.disabled = false;
        say(error.name === "InvalidStateError" ? "known" : "failed");
        offer();
      }
    });
    form.hidden = false;
    if ("passkeyAutofill" in form.dataset) offer();
    else prepare().catch(() => {});
  };

  for (const line of document.querySelectorAll("[data-passkey-missing]")) line.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) start(form);
})();
