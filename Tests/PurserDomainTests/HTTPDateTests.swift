import PurserDomain
import PurserTestSupport
import Testing

struct HTTPDateTests {
  @Test(
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.000Z"),
      ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000Z"),
      ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000Z"),
      (" wed, 21 oct 2026 07:28:00 GMT ", "2026-10-21T07:28:00.000Z"),
      ("Saturday, 01-Jan-77 00:00:00 GMT", "1977-01-01T00:00:00.000Z"),
      ("Friday, 01-Jan-27 00:00:00 GMT", "2027-01-01T00:00:00.000Z"),
      ("Wed, 31 Feb 2026 07:28:00 GMT", nil), ("Wed, 21 Oct 2026 07:28 GMT", nil),
      ("Wed, 21 Oct 2026 07:28:00 CET", nil), ("Wed, 21 Oct 2026 25:28:00 GMT", nil),
      ("21 Oct 2026 07:28:00 GMT", nil), ("Wed, -1 Oct 2026 07:28:00 GMT", nil), ("soon", nil),
      ("", nil), ("120", nil), ("Wed, 21 Oct 20266 07:28:00 GMT", nil),
    ] as [(String, String?)])
  func `a date of HTTP is read in each of its forms`(text: String, instant: String?) {
    let now = Timestamp(milliseconds: 1_770_000_000_000)
    #expect(Timestamp(httpDate: text, now: now)?.description == instant)
  }
}
