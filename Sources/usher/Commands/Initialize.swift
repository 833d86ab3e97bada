// `usher init`: writes a commented usher.yaml and asks nothing.

import ArgumentParser
import Foundation
import Keys

struct Initialize: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a commented usher.yaml into the current folder.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Print one JSON document.")
    var json = false

    func run() async throws {
        let path = options.config ?? "usher.yaml"
        let text = Configuration.commentedTemplate(
            publicURL: options.publicURL, listen: options.listen, database: options.database)
        // Nothing is lost: an existing file stays.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw Failure("\(path) is there already. Move it away, or give another name with --config.") }
            throw Failure("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(text.utf8))
        if json {
            Output.print(.object(["file": .string(path)]))
        } else {
            Output.print(["Wrote \(path).", "Next: put your API's address under `resources`, then run `usher serve`."])
        }
    }
}
