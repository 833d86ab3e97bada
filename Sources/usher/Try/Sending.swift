// A request of a try: sent as it is, and noted in the step with its answer, both masked.

import AsyncHTTPClient

extension HTTPCaller {
    /// Sends the request and notes both sides of it, masked, in the step.
    func send(_ call: Call, _ step: inout Step) async throws(TryFailure) -> Answer {
        do {
            let answer = try await self.answer(to: call)
            step.record(Step.Exchange(sent: call.shown, received: answer.shown))
            return answer
        } catch {
            step.record(Step.Exchange(sent: call.shown, received: []))
            let cause = (error as? HTTPClientError)?.shortDescription ?? "no connection"
            throw TryFailure("\(Address(call.address)?.origin ?? call.address) does not answer (\(cause)); is the server running there?")
        }
    }
}
