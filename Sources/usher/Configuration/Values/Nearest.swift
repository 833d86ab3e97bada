// "Did you mean …?": the nearest of the words that would have been right.

/// A question to put after "expected", or nothing if no word is near.
func didYouMean(_ word: String, _ candidates: [String]) -> String {
    nearest(word, candidates).map { "; did you mean `\($0)`?" } ?? ""
}

/// The candidate that is cut short, or that a slip of the fingers, of case or of `-` for `_` turned into `word`.
func nearest(_ word: String, _ candidates: [String]) -> String? {
    let plain = folded(word)
    if plain.count > 2, let whole = candidates.first(where: { folded($0).starts(with: plain) }) { return whole }
    let ranked = candidates.map { (name: $0, distance: distance(plain, folded($0))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, min(3, best.name.count / 3)) ? best.name : nil
}

private func folded(_ word: String) -> [Character] {
    word.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " }.map(\.self)
}

/// How many letters must be changed, added, dropped or swapped with a neighbour.
private func distance(_ left: [Character], _ right: [Character]) -> Int {
    var table = (0...left.count).map { row in (0...right.count).map { row == 0 ? $0 : $0 == 0 ? row : 0 } }
    for row in stride(from: 1, through: left.count, by: 1) {
        for column in stride(from: 1, through: right.count, by: 1) {
            let change = left[row - 1] == right[column - 1] ? 0 : 1
            table[row][column] = min(table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + change)
            if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                table[row][column] = min(table[row][column], table[row - 2][column - 2] + 1)
            }
        }
    }
    return table[left.count][right.count]
}
