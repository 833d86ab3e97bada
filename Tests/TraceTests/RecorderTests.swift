// The recorder: bounded, never waiting, honest about what it dropped.

import Keys
import TestKit
import Testing
import Trace

@Suite("The recorder")
struct RecorderTests {
    @Test("what is too much is counted and forgotten, and successes never take the room of failures")
    func room() {
        let recorder = Recorder(room: 16)
        for _ in 0..<100 { recorder.note { [] } }
        for _ in 0..<100 { recorder.note(isFailure: true) { [] } }
        let gathered = recorder.take()
        #expect(gathered.notes.count == 16 && gathered.dropped == 184)
        #expect(recorder.take().notes.isEmpty && recorder.take().dropped == 0)
    }

    @Test("a note is not run on the way")
    func lazy() {
        let recorder = Recorder()
        recorder.note { [event(.code)] }
        #expect(recorder.take().notes.flatMap { $0() }.map(\.step.kind) == [.code])
    }

    @Test("a grant is new once, however many others come")
    func grants() {
        let recorder = Recorder()
        #expect(recorder.isFirstUse(of: GrantID("g")))
        for number in 0..<5000 { _ = recorder.isFirstUse(of: GrantID("\(number)")) }
        #expect(!recorder.isFirstUse(of: GrantID("g")))
    }

    @Test("the same call of the same caller is one for a while, and then another")
    func fresh() {
        let recorder = Recorder()
        let noon = TestClock.noon
        #expect(recorder.isFresh(1, at: noon))
        #expect(!recorder.isFresh(1, at: noon + .seconds(19)))
        #expect(recorder.isFresh(2, at: noon + .seconds(19)))
        #expect(recorder.isFresh(1, at: noon + .seconds(21)))
    }

    @Test("many at once lose nothing but what does not fit")
    func concurrent() async {
        let recorder = Recorder(room: 64)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { for _ in 0..<100 { recorder.note(isFailure: true) { [] } } } }
        }
        let gathered = recorder.take()
        #expect(gathered.notes.count + gathered.dropped == 800 && gathered.notes.count == 64)
    }
}
