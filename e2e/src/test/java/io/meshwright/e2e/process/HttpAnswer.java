package io.meshwright.e2e.process;

import java.util.Map;
import java.util.stream.Collectors;

/** What came back, in the words of {@link HttpApp}. */
record HttpAnswer(HttpMessage message) {

  int status() {
    return Integer.parseInt(message.startPart(1));
  }

  /** The version of the application that answered; "none" where no application did. */
  String version() {
    return message.header(HttpApp.VERSION).orElse("none");
  }

  /** The pod whose application answered; "none" where no application did. */
  String pod() {
    return message.header(HttpApp.POD).orElse("none");
  }

  String header(String name) {
    return message.header(name).orElse("");
  }

  String body() {
    return message.body();
  }

  /** The request's headers as the application got them. */
  Map<String, String> seenHeaders() {
    return body()
        .lines()
        .skip(1)
        .map(line -> line.split(": ", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }
}
