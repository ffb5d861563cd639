package io.meshwright.e2e.process;

import java.util.List;

/**
 * The rules that send a pod's connections through its proxy, as the runtime renders them for the
 * injector.
 *
 * @param v4 input of {@code iptables-restore}
 * @param v6 input of {@code ip6tables-restore}
 */
record CaptureRules(String v4, String v6) {

  static CaptureRules rendered() {
    return new CaptureRules(Resource.text("capture-v4.rules"), Resource.text("capture-v6.rules"));
  }

  /** What leaves the addresses of what arrives as they are. */
  static CaptureRules transparent() {
    return new CaptureRules(
        Resource.text("capture-tproxy-v4.rules"), Resource.text("capture-tproxy-v6.rules"));
  }

  /** What is added where the proxy answers the questions to this name server. */
  static CaptureRules dns(String nameServer) {
    String v4 = Resource.text("capture-dns-v4.rules").replace("@NAMESERVER@", nameServer);
    return new CaptureRules(v4, Resource.text("capture-v6.rules"));
  }

  /** Does in the pod's namespace what the init container does. */
  void applyTo(NetworkNamespace namespace) {
    namespace.shell("ip -6 address add ::6/128 dev lo nodad");
    namespace.run(List.of("iptables-restore", "--noflush"), v4);
    namespace.run(List.of("ip6tables-restore", "--noflush"), v6);
    if (v4.contains("TPROXY")) {
      for (String ip : List.of("ip -4", "ip -6")) {
        namespace.shell(ip + " rule add fwmark 1337 lookup 133");
        namespace.shell(ip + " route replace local default dev lo table 133");
      }
    }
  }
}
