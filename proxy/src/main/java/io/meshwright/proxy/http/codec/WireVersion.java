package io.meshwright.proxy.http.codec;

/** Which HTTP a message travels in, in the words of access logs. */
public enum WireVersion {
  HTTP_1_0("HTTP/1.0"),
  HTTP_1_1("HTTP/1.1"),
  HTTP_2("HTTP/2");

  private final String text;

  WireVersion(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
