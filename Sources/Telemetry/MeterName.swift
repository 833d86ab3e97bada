// Every number that a server keeps, in the order in which they are written. Drivers use these names too, through swift-metrics.

/// A number's name, as Prometheus knows it.
public enum MeterName: String, CaseIterable, Sendable {
    case requests = "usher_http_requests_total"
    case requestDuration = "usher_http_request_duration_seconds"
    case tokens = "usher_tokens_issued_total"
    case tokenRefusals = "usher_token_refusals_total"
    case introspections = "usher_introspections_total"
    case signIns = "usher_sign_ins_total"
    case calls = "usher_gateway_calls_total"
    case upstreamDuration = "usher_gateway_upstream_duration_seconds"
    case databaseDuration = "usher_database_operation_duration_seconds"
    case databaseFailures = "usher_database_failures_total"
    case databaseWaiting = "usher_database_waiting_jobs"
    case databaseConnections = "usher_database_connections"
    case commitWrites = "usher_database_commit_writes"
    case passwordsWaiting = "usher_passwords_waiting"
    case traceDropped = "usher_trace_dropped_total"
    case spansSent = "usher_spans_sent_total"
    case spansDropped = "usher_spans_dropped_total"
    case loopLag = "usher_event_loop_lag_seconds"
    case build = "usher_build_info"
    case residentMemory = "process_resident_memory_bytes"
    case cpuTime = "process_cpu_seconds_total"
    case openFiles = "process_open_fds"
    case mostFiles = "process_max_fds"
    case startTime = "process_start_time_seconds"

    /// What it says, for whoever reads the text.
    var meaning: String {
        switch self {
        case .requests: "Requests answered, by endpoint and class of status."
        case .requestDuration: "Time from a request's head until its answer begins, by endpoint."
        case .tokens: "Answers with an access token, by grant type."
        case .tokenRefusals: "Token requests refused, by error."
        case .introspections: "Introspections, by what was said of the token."
        case .signIns: "Attempts to sign in with a password, by outcome."
        case .calls: "Calls at the gateway, by resource and class of status."
        case .upstreamDuration: "Time from sending a call up until the answer begins, by resource."
        case .databaseDuration: "Time of a database operation, waiting included, by kind: read or write."
        case .databaseFailures: "Database operations that found no database."
        case .databaseWaiting: "Database operations that wait for a connection or for a commit."
        case .databaseConnections: "Connections to the database, by state: open or busy."
        case .commitWrites: "Writes that shared one commit."
        case .passwordsWaiting: "Passwords that wait to be checked."
        case .traceDropped: "Steps of connection attempts that were lost because there were too many at once."
        case .spansSent: "Spans that the collector took."
        case .spansDropped: "Spans that were lost because the collector was away or too slow."
        case .loopLag: "The longest delay of an event loop since the last reading."
        case .build: "Always 1; the version is a label."
        case .residentMemory: "Resident memory."
        case .cpuTime: "Processor time, user and system."
        case .openFiles: "Open file descriptors."
        case .mostFiles: "The most file descriptors that may be open."
        case .startTime: "When the process started, in seconds since 1970."
        }
    }
}
