// The doctor against a toy deployment: nothing to say of a healthy one, and of each planted fault exactly one sentence.

import Keys
import Profiles
import Testing

@testable import usher

@Suite("The doctor, from outside")
struct DoctorTests {
    private static let faults: [Fault] = [
        Fault.reach, Fault.transport, Fault.documents, Fault.metadata, Fault.capabilities, Fault.endpoints, Fault.crossOrigin,
        Fault.resource, Fault.challenge, Fault.pages, Fault.plugin,
    ].flatMap { $0 }

    @Test("a healthy deployment has no problem at all")
    func healthy() async {
        let diagnosis = Diagnosis(await ToyDeployment().seen())
        #expect(diagnosis.problems == [])
        #expect(diagnosis.lastLine == "Every client that Usher knows can connect.")
        let unseen = diagnosis.checked.filter { $0.outcome == .nothingToLookAt }.map(\.group)
        #expect(Set(unseen) == [.machine])
    }

    @Test("each planted fault is named, with its cure and the clients that fail", arguments: faults)
    func found(fault: Fault) async {
        let diagnosis = Diagnosis(await fault.deployment.seen(server: fault.server, resources: fault.resources))
        #expect(diagnosis.problems.map(\.id) == [fault.id])
        #expect(diagnosis.problems.map(\.sentence) == [fault.sentence])
        #expect(diagnosis.problems.map(\.severity) == [fault.severity])
        #expect(diagnosis.problems.allSatisfy { $0.cure.hasSuffix(".") && $0.cure.count > 12 })
    }

    @Test("every check of a deployment from outside has a planted fault")
    func covered() {
        let planted = Set(Self.faults.map(\.id) + ["loopback"])
        #expect(Set(Check.all.filter { $0.group != .machine }.map(\.id)).subtracting(planted).isEmpty)
        #expect(Self.faults.count >= 35)
    }

    @Test("no two checks have the same name")
    func names() {
        #expect(Set(Check.all.map(\.id)).count == Check.all.count)
    }

    @Test("an issuer with a path is looked for at every place where clients look")
    func pathIssuer() async {
        let server = ToyDeployment.base + "/tenant"
        let seen = await ToyDeployment().seen(server: server)
        #expect(
            seen.documentPlaces.filter { !$0.contains("protected") } == [
                ToyDeployment.base + "/.well-known/oauth-authorization-server/tenant",
                ToyDeployment.base + "/.well-known/openid-configuration/tenant",
                ToyDeployment.base + "/tenant/.well-known/openid-configuration",
            ])
        let missing = Diagnosis(seen).problems.filter { $0.id == "openid-missing" }
        #expect(missing.count == 2)
    }

    @Test("with no document at all, whoever discovers the server fails")
    func nothingThere() async {
        let deployment = ToyDeployment(plants: [.metadata("200", "404")])
        let problem = Diagnosis(await deployment.seen()).problems.first { $0.id == "metadata-missing" }
        #expect(problem?.clients == Clients.discovering)
    }

    @Test("the slash of an empty path may be typed or not")
    func slash() async {
        let diagnosis = Diagnosis(await ToyDeployment().seen(server: ToyDeployment.base + "/"))
        #expect(diagnosis.problems == [])
    }

    @Test("a server names its only API itself")
    func ownResource() async {
        let diagnosis = Diagnosis(await ToyDeployment().seen(resources: []))
        #expect(diagnosis.resources == [ToyDeployment.resource])
        #expect(diagnosis.problems == [])
    }

    @Test("a server that is silent is not asked again and again")
    func silence() async {
        let seen = await ToyDeployment(silent: ["*"]).seen()
        #expect(seen.sights.count == 2)
    }

    @Test("of a server on this machine it is said whom it is for")
    func loopback() async {
        let plant = Plant("*", ToyDeployment.base, "http://localhost:8080")
        var deployment = ToyDeployment(plants: [plant, Plant("/sign-in", "__Host-", ""), Plant("/sign-in", "; Secure", "")])
        deployment.network = Seen.Network(ipv4: ["127.0.0.1"], doors: [Seen.Door(address: "127.0.0.1")])
        let diagnosis = Diagnosis(await deployment.seen(server: "http://localhost:8080", resources: ["http://localhost:8080/mcp"]))
        #expect(diagnosis.problems.map(\.id) == ["loopback"])
        #expect(diagnosis.lastLine == "Every client on this machine can connect.")
    }

    @Test("nothing that is asked could be taken for a credential, or registers a client")
    func harmless() async {
        let seen = await ToyDeployment().seen()
        for question in seen.sights.keys {
            let call = question.call(seen)
            let body = call?.body.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
            #expect(call?.headers.allSatisfy { $0.name != "Authorization" || $0.value == "Bearer usher-doctor-wrong-token" } == true)
            #expect(!body.contains("client_secret"))
            #expect(question != .registration || body.contains("javascript:"))
        }
    }
}
