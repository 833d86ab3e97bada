// Which attempt a step belongs to. Only what links real attempts counts: the grant, the sealed request, a client that was
// born there. Address and user agent alone tie together only what nobody is named in, and only when one attempt fits;
// when in doubt there are two attempts rather than a wrong one.

import Keys

/// Places events into attempts.
public struct Correlation {
    private var known: [LinkedAttempt]
    private var changed: Set<AttemptID> = []
    private var batch = Batch()
    private let newID: () -> AttemptID

    /// How long a caller that nobody is named in stays the same one.
    public static let window: Duration = .seconds(600)
    private static let mostSteps = 60

    /// - Parameter known: the attempts that the events' links lead to.
    public init(_ known: [LinkedAttempt], newID: @escaping () -> AttemptID) {
        self.known = known
        self.newID = newID
    }

    /// What has to be written.
    public var result: Batch {
        var batch = batch
        batch.heads = known.filter { changed.contains($0.attempt.id) }.map { linked in
            var head = linked.attempt
            head.steps = []
            return head
        }
        return batch
    }

    public mutating func place(_ event: Event) {
        guard let index = home(of: event) ?? begin(event) else { return }
        let attempt = known[index].attempt
        guard attempt.steps.count < Self.mostSteps || (event.step.kind == .call && !attempt.has(.call, .passed)) else { return }
        // One first call is enough.
        guard !(event.step.outcome == .passed && event.step.kind == .call && attempt.has(.call, .passed)) else { return }
        add(event, to: index)
        if event.step.kind == .token || event.isBirth { adoptDiscovery(of: event, into: known[index].attempt.id) }
    }

    // MARK: Finding

    private func home(of event: Event) -> Int? {
        if let grant = event.grant, let index = index(of: .grant(grant)) { return index }
        if let flow = event.flow, let index = index(of: .flow(flow)) { return index }
        switch event.step.kind {
        case .challenge, .resourceMetadata, .serverMetadata: return discovery(of: event)
        case .registration:
            let fitting = openDiscoveries(of: event)
            return fitting.count == 1 ? fitting[0] : nil
        case .authorization: return repeated(event) ?? birthplace(of: event)
        case .signIn, .consent, .code, .token, .refresh, .call: return nil
        }
    }

    private func index(of link: Link) -> Int? { known.firstIndex { $0.links.contains(link) } }

    /// The same request, sent again by the same browser, unless it has led to a code already.
    private func repeated(_ event: Event) -> Int? {
        guard let request = event.request, let index = index(of: .request("\(request) \(event.address)")),
            !known[index].attempt.has(.code, .passed)
        else { return nil }
        return index
    }

    /// Where the client was registered, if nobody has been asked for it yet.
    private func birthplace(of event: Event) -> Int? {
        guard let client = event.client, let index = index(of: .born(client)), !known[index].attempt.has(.authorization),
            event.step.at <= known[index].attempt.lastAt + Self.window
        else { return nil }
        return index
    }

    private func openDiscoveries(of event: Event) -> [Int] {
        let place = event.place
        return known.indices.filter { index in
            let attempt = known[index].attempt
            return known[index].links.contains(place) && attempt.isDiscovery
                && event.step.at <= attempt.lastAt + Self.window
                && (event.resource == nil || attempt.resource == nil || event.resource == attempt.resource)
        }
    }

    /// The newest open discovery of the caller; a second call without a token begins another.
    private func discovery(of event: Event) -> Int? {
        let newest = openDiscoveries(of: event).max { known[$0].attempt.lastAt < known[$1].attempt.lastAt }
        guard let newest else { return nil }
        if event.step.kind == .challenge, known[newest].attempt.has(.challenge) { return nil }
        return newest
    }

    // MARK: Changing

    /// A new attempt, unless the step is nothing to begin one with.
    private mutating func begin(_ event: Event) -> Int? {
        let step = event.step
        switch step.kind {
        // A grant that is at work, and whose attempt is no longer known.
        case .call, .refresh: guard step.outcome == .refused, step.reason != .tokenExpired else { return nil }
        default: break
        }
        known.append(
            LinkedAttempt(Attempt(id: newID(), startedAt: step.at, lastAt: step.at), links: []))
        return known.count - 1
    }

    private mutating func add(_ event: Event, to index: Int) {
        var linked = known[index]
        var links: [Link] = []
        if let grant = event.grant { links.append(.grant(grant)) }
        if let flow = event.flow { links.append(.flow(flow)) }
        if let request = event.request { links.append(.request("\(request) \(event.address)")) }
        if event.isBirth, let client = event.client { links.append(.born(client)) }
        if event.step.kind.isDiscovery { links.append(event.place) }
        for link in links where linked.links.insert(link).inserted {
            batch.links.append(Batch.TracedLink(link: link, attempt: linked.attempt.id))
        }
        linked.attempt.lastAt = max(linked.attempt.lastAt, event.step.at)
        linked.attempt.client = linked.attempt.client ?? event.client
        linked.attempt.resource = linked.attempt.resource ?? event.resource
        linked.attempt.steps.append(event.step)
        batch.steps.append(TracedStep(attempt: linked.attempt.id, step: event.step))
        changed.insert(linked.attempt.id)
        known[index] = linked
    }

    /// The discovery that came from the same caller before, if there is exactly one.
    private mutating func adoptDiscovery(of event: Event, into id: AttemptID) {
        guard let home = known.firstIndex(where: { $0.attempt.id == id }) else { return }
        let fitting = openDiscoveries(of: event).filter { known[$0].attempt.id != id }
        guard fitting.count == 1, let index = fitting.first, !known[home].attempt.steps.contains(where: { $0.kind.isDiscovery }),
            known[index].attempt.startedAt <= known[home].attempt.startedAt
        else { return }
        let beginning = known[index]
        known[home].attempt.startedAt = beginning.attempt.startedAt
        known[home].attempt.resource = known[home].attempt.resource ?? beginning.attempt.resource
        known[home].attempt.steps = beginning.attempt.steps + known[home].attempt.steps
        known[home].links.formUnion(beginning.links)
        let former = beginning.attempt.id
        batch.merges.append(Batch.Merge(from: former, into: id))
        // What was to be written for it belongs to the other now.
        for position in batch.steps.indices where batch.steps[position].attempt == former { batch.steps[position].attempt = id }
        for position in batch.links.indices where batch.links[position].attempt == former { batch.links[position].attempt = id }
        batch.links.append(Batch.TracedLink(link: .attempt(former), attempt: id))
        known.remove(at: index)
    }

    // MARK: Names

    /// Lets each changed attempt be told more about its client.
    public mutating func describe(_ body: (inout Attempt) async throws -> Void) async rethrows {
        for index in known.indices where changed.contains(known[index].attempt.id) {
            try await body(&known[index].attempt)
        }
    }

    /// Notes that steps were not recorded: attempts that were under way may lack some.
    public mutating func noteGaps(_ count: Int, at now: Timestamp) {
        guard count > 0 else { return }
        batch.gaps = count
        batch.gapsAt = now
        batch.gapsSince = now - Self.window * 2
    }
}
