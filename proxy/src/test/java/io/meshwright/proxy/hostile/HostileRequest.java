package io.meshwright.proxy.hostile;

import java.util.Set;

/**
 * A request as an attacker writes it.
 *
 * @param id the row of the attack catalogue, and what is special about this one
 * @param bytes one character each
 */
record HostileRequest(String id, String bytes, Verdict verdict) {

  /** What must become of it. */
  sealed interface Verdict {

    /** Answered by the proxy, which then closes; the origin sees not one byte of it. */
    record Refused(Set<Integer> statuses) implements Verdict {}

    /** Its head was good, and may have reached the origin; the origin never sees it whole. */
    record Broken() implements Verdict {}

    /**
     * Answered by the origin.
     *
     * @param seen a part of the head as the origin sees it, in lower case
     * @param unseen what the origin must not see; nothing if empty
     */
    record Forwarded(String seen, String unseen) implements Verdict {}
  }

  static HostileRequest refused(String id, String bytes) {
    return refused(id, bytes, 400);
  }

  static HostileRequest refused(String id, String bytes, Integer... statuses) {
    return new HostileRequest(id, bytes, new Verdict.Refused(Set.of(statuses)));
  }

  /** Refused because of one header of an otherwise good request. */
  static HostileRequest refusedHeader(String id, String header, Integer... statuses) {
    Integer[] accepted = statuses.length == 0 ? new Integer[] {400} : statuses;
    return refused(
        id + " " + printable(header),
        "POST /x HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\nabcde",
        accepted);
  }

  /** A chunked body that is none. */
  static HostileRequest brokenChunks(String id, String body) {
    return new HostileRequest(
        id + " " + printable(body),
        "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
        new Verdict.Broken());
  }

  static HostileRequest forwarded(String id, String bytes, String seen, String unseen) {
    return new HostileRequest(id, bytes, new Verdict.Forwarded(seen, unseen));
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.chars()
        .limit(40)
        .forEach(
            c ->
                out.append(c > ' ' && c < 0x7f ? String.valueOf((char) c) : "%%%02x".formatted(c)));
    return out.toString();
  }

  @Override
  public String toString() {
    return id;
  }
}
