// What the system says of this process: proc(5). Read only when somebody asks for the numbers.

import CoreMetrics
import Foundation

/// The numbers of the process.
public enum ProcessMeters {
    /// Has the registry read them each time.
    public static func add(to registry: MeterRegistry, version: String, startedAt: Date) {
        func gauge(_ name: MeterName, _ labels: [(String, String)] = []) -> Meter {
            Meter(label: name.rawValue, dimensions: labels, factory: registry)
        }
        gauge(.build, [("version", version)]).set(1)
        gauge(.startTime).set(startedAt.timeIntervalSince1970)
        let (memory, cpu, open, most) = (gauge(.residentMemory), gauge(.cpuTime), gauge(.openFiles), gauge(.mostFiles))
        registry.onReading {
            if let pages = words("/proc/self/statm").dropFirst().first.flatMap({ Int($0) }) { memory.set(pages * pageSize) }
            cpu.set(processorTime)
            if let files = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") { open.set(files.count) }
            var limit = rlimit()
            if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 { most.set(Double(limit.rlim_cur)) }
        }
    }

    private static var processorTime: Double {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }

    private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

    private static func words(_ path: String) -> [Substring] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: " ")
    }
}
