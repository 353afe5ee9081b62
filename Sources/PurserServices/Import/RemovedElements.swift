import JSONKit

/// The elements of lists that a configuration lost when it was checked. Those behind them moved up, so a place as it is
/// now is another one than in the file.
struct RemovedElements {
  /// The indices that went, in order, by the path of their list as written.
  private var indices: [[JSONPath.Element]: [Int]] = [:]

  /// Reads them from what checking found.
  init(_ findings: [ImportFinding]) {
    self.init(findings.filter { $0.kind == .skipped }.map(\.path))
  }

  /// Reads them from the paths, as written, of all parts that went.
  init(_ paths: [JSONPath]) {
    for path in paths {
      guard case .index(let index)? = path.elements.last else { continue }
      indices[Array(path.elements.dropLast()), default: []].append(index)
    }
    for list in indices.keys { indices[list]?.sort() }
  }

  /// The place that `path`, as written, has now.
  func present(_ path: JSONPath) -> JSONPath {
    if indices.isEmpty { return path }
    var present: [JSONPath.Element] = []
    for (place, element) in path.elements.enumerated() {
      if case .index(let index) = element, let gone = indices[Array(path.elements[..<place])] {
        present.append(.index(index - gone.leading { _, removed in removed < index }))
      } else {
        present.append(element)
      }
    }
    return JSONPath(present)
  }

  /// The place as written of what is at `path` now.
  func written(_ path: JSONPath) -> JSONPath {
    if indices.isEmpty { return path }
    var written: [JSONPath.Element] = []
    for element in path.elements {
      if case .index(let index) = element, let gone = indices[written] {
        let before = gone.leading { place, removed in removed - place <= index }
        written.append(.index(index + before))
      } else {
        written.append(element)
      }
    }
    return JSONPath(written)
  }
}

extension [Int] {
  /// How many elements from the first on fit, given their place and value; those that fit are the first ones.
  fileprivate func leading(_ fits: (Int, Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if fits(middle, self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
