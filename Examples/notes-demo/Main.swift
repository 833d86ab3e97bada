import ArgumentParser
import UsherVerifier
@main struct NotesDemo: ParsableCommand {}
