/// Milliseconds that a request may take where the test is not about time: beside a thousand other tests a server of
/// this process may wait for its turn longer than the eight seconds that requests have by themselves.
let patience: Int64 = 120_000
