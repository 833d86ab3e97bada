// QR codes, drawn here so that no third party sees what is in them: ISO/IEC 18004 by libqrencode.

import CQREncode

/// A QR code as one SVG path, a unit for each module.
public struct QRPicture: Sendable {
    /// The width and the height, with the quiet zone of four modules that readers need.
    public var size: Int
    /// The dark modules, as the `d` of a path.
    public var path: String

    /// The text does not fit into a QR code.
    public struct TooLong: Error {}

    private static let margin = 4

    public init(_ text: String) throws {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { throw TooLong() }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                let start = column
                // The lowest bit is the colour.
                while column < width, code.pointee.data[row * width + column] & 1 == 1 { column += 1 }
                if column > start {
                    path += "M\(start + Self.margin) \(row + Self.margin)h\(column - start)v1h-\(column - start)z"
                } else {
                    column += 1
                }
            }
        }
        self.path = path
        size = width + 2 * Self.margin
    }

    init(size: Int, path: String) {
        self.size = size
        self.path = path
    }

    static let example = QRPicture(size: 9, path: "M4 4h1v1h-1z")
}
