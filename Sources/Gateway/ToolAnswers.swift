// Which answers may hold a list of tools, and what has to change in their headers if something is added to it.

import HTTPTypes
import MCP
import NIOCore

extension ToolListing {
    /// The filter for an answer; nil if there can be no list in it, or none that can be read.
    func filter(for method: HTTPRequest.Method, _ status: HTTPResponse.Status, _ headers: inout HTTPFields) -> ListingFilter? {
        guard method != .head, status == .ok, headers[.contentEncoding] == nil else { return nil }
        let type = headers[.contentType]?.lowercased() ?? ""
        let format: ListingFilter.Format
        if type.hasPrefix("text/event-stream") {
            format = .events
        } else if type.hasPrefix("application/json"), method == .post {
            format = .json
        } else {
            return nil
        }
        // What was said of the bytes is no longer true (RFC 9110 §8.6 and §8.8.3, RFC 9530 §2).
        for name in [HTTPField.Name.contentLength, .eTag, .contentDigest, .reprDigest] { headers[name] = nil }
        return ListingFilter(self, format: format)
    }
}

extension ListingFilter {
    /// A whole answer.
    func filtered(_ body: ByteBuffer) -> ByteBuffer {
        var filter = self
        let head = filter.take(body.readableBytesView)
        return ByteBuffer(bytes: head + filter.finish())
    }
}

extension HTTPField.Name {
    fileprivate static let contentDigest = Self("Content-Digest")!
    fileprivate static let reprDigest = Self("Repr-Digest")!
}
