// The time in an HTTP header (RFC 9110 §5.6.7), in the one form that may be written: `Sun, 06 Nov 1994 08:49:37 GMT`.

import Foundation
import Keys

enum HTTPDate {
    static func time(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
        let clock = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, let day = Int(parts[1]), let year = Int(parts[3]) else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let date = calendar.date(
            from: DateComponents(year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2]))
        return date.map { Timestamp(seconds: Int64($0.timeIntervalSince1970)) }
    }
}
