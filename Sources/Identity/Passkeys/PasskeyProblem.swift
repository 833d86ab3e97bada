// Why an answer of an authenticator is not taken. People are told the same of all of them; operators are told which.

/// What was wrong with a passkey's answer, and the step of WebAuthn level 3 that says so.
public enum PasskeyProblem: String, Error, Sendable, CaseIterable {
    /// §6.1, §5.8.1, §6.5.4: bytes that are not what they should be.
    case malformedData = "malformed-data"
    /// §7.1 step 7, §7.2 step 11.
    case wrongType = "wrong-type"
    /// §13.4.3: not ours, of another browser or another purpose, too old, or used before.
    case wrongChallenge = "wrong-challenge"
    /// §7.1 step 9, §7.2 step 13.
    case wrongOrigin = "wrong-origin"
    /// §7.1 step 10, §7.2 step 14: asked from within somebody else's page.
    case crossOrigin = "cross-origin"
    /// §7.1 step 14, §7.2 step 16.
    case wrongRelyingParty = "wrong-relying-party"
    /// §7.1 step 15, §7.2 step 17.
    case personNotPresent = "person-not-present"
    /// §7.1 step 16, §7.2 step 18.
    case personNotVerified = "person-not-verified"
    /// §6.1.3, §7.2 step 19.
    case backupFlags = "backup-flags"
    /// §7.1 step 20: an algorithm that was not asked for, or a key that is none.
    case unusableKey = "unusable-key"
    /// §7.2 step 6: nobody has registered it, or somebody else has.
    case unknownPasskey = "unknown-passkey"
    /// §7.2 step 21.
    case wrongSignature = "wrong-signature"
    /// §7.2 step 22: the count went back, so there may be two of it.
    case possibleClone = "possible-clone"
}
