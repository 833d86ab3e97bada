import ArgumentParser
import HummingbirdTLS
import Yams
@main struct Usher: ParsableCommand {}
