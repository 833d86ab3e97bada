// An API with `mcp: true`: its OpenAPI document read, and its tools put behind the same door as the API.

import Foundation
import Gateway
import Tools
import Web

/// The tools of one API, and what its operator should know of them.
struct ToolOffering {
    let offer: ToolOffer
    let advice: [String]

    init?(_ resource: Configuration.Resource, publicURL: HTTPURL) throws {
        guard let file = resource.toolDocument else { return nil }
        let operations = try Self.operations(in: file, of: resource.id)
        let address = PublicAddress(issuer: publicURL.text)
        let path = resource.mcpPath
        // RFC 9728 §3.1: clients look for the document at this very place, and compare its `resource` with what they were given.
        let place = address.origin + "/.well-known/oauth-protected-resource" + address.basePath + path
        guard let metadata = URL(string: place) else {
            throw Failure("the path of the resource \(resource.id) cannot be part of a URL.")
        }
        offer = try ToolOffer(operations, of: Route(resource, publicURL: publicURL), metadataURL: metadata)
        var advice = operations.advice
        advice += offer.closedOperations.map {
            "\(file): the operation \($0) is no tool: no rule of the resource \(resource.id) lets anybody call it."
        }
        if operations.list.contains(where: { $0.segments.first == "mcp" && $0.segments.count == 1 }) {
            advice.append("\(file): what the API itself has at /mcp is hidden by its MCP server, \(publicURL.text)\(path).")
        }
        self.advice = advice
    }

    private static func operations(in file: String, of resource: String) throws -> Operations {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure("the OpenAPI document \(file) of the resource \(resource) cannot be read. Let this user read it.")
        }
        guard data.count <= OpenAPIText.limit else {
            throw Failure("the OpenAPI document \(file) has \(data.count) bytes; at most \(OpenAPIText.limit) are read.")
        }
        do throws(OpenAPIProblem) {
            return try Operations(String(decoding: data, as: UTF8.self), file: file, withholding: ToolOffer.withholds)
        } catch {
            throw Failure("\(error)")
        }
    }
}

extension Configuration.Resource {
    /// Where its MCP server is, below the public URL.
    var mcpPath: String { (path == "/" ? "" : path) + ToolOffer.path }
}
