package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.GatewaySpec;
import io.meshwright.runtime.model.gateway.Gateway;
import io.meshwright.runtime.model.gateway.GatewayServer;
import io.meshwright.runtime.model.gateway.GatewayServer.Host;
import io.meshwright.runtime.model.gateway.GatewayServer.Payload;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses the spec of a Gateway (istio-features GW1 to GW12). */
public final class GatewayParser {

  private static final String PROTOCOLS = "HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, MONGO, TCP or TLS";
  private static final String HOST = "[NAMESPACE/]HOST, where the host may begin with *.";

  /** RFC 1123. */
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Origin origin;
  private final Problems problems;
  private final ServerTlsParser tls;

  private GatewayParser(Origin origin) {
    this.origin = origin;
    this.problems = new Problems(origin.toString());
    this.tls = new ServerTlsParser(problems);
  }

  /** Parses a spec, or reports all that is wrong with it. */
  public static Gateway parse(Origin origin, GatewaySpec spec) throws ConfigException {
    return new GatewayParser(origin).parse(spec);
  }

  private Gateway parse(GatewaySpec spec) throws ConfigException {
    if (spec.servers().isEmpty()) {
      problems.add("spec.servers", "", "at least one server");
    }
    Set<String> names = new HashSet<>();
    List<GatewayServer> servers = new ArrayList<>();
    for (int i = 0; i < spec.servers().size(); i++) {
      String path = "spec.servers[" + i + "]";
      GatewayServer server = server(path, spec.servers().get(i));
      if (!server.name().isEmpty() && !names.add(server.name())) {
        problems.add(path + ".port.name", server.name(), "a name that no other server has");
      }
      servers.add(server);
    }
    Gateway gateway = new Gateway(origin, spec.selector(), servers);
    problems.throwIfAny();
    return gateway;
  }

  /** What is spoken on a port: whether it is encrypted, and what is inside. */
  private record Spoken(boolean encrypted, Payload payload) {}

  private GatewayServer server(String path, GatewaySpec.Server server) {
    GatewaySpec.Port port =
        server.port() == null ? new GatewaySpec.Port(null, null, null, null) : server.port();
    Spoken spoken = spoken(path + ".port.protocol", HttpRouteParser.orEmpty(port.protocol()));
    String bind = HttpRouteParser.orEmpty(server.bind());
    if (!bind.isEmpty() && IpAddress.parse(bind).isEmpty()) {
      problems.add(path + ".bind", bind, "an IP address");
    }
    problems.refuse(path + ".defaultEndpoint", server.defaultEndpoint());
    boolean plainHttp = !spoken.encrypted() && spoken.payload().http();
    return new GatewayServer(
        problems.port(path + ".port.number", port.number()),
        problems.required(path + ".port.name", port.name(), "a name"),
        spoken.payload(),
        bind,
        hosts(path + ".hosts", server.hosts()),
        plainHttp && server.tls() != null && Boolean.TRUE.equals(server.tls().httpsRedirect()),
        spoken.encrypted()
            ? tls.encrypted(path + ".tls", server.tls())
            : tls.plain(path + ".tls", server.tls(), plainHttp));
  }

  private Spoken spoken(String path, String protocol) {
    return switch (protocol.toUpperCase(Locale.ROOT)) {
      case "HTTP", "HTTP2", "GRPC" -> new Spoken(false, Payload.HTTP);
      case "GRPC-WEB" -> new Spoken(false, Payload.GRPC_WEB);
      case "HTTPS" -> new Spoken(true, Payload.HTTP);
      case "TLS" -> new Spoken(true, Payload.OPAQUE);
      case "TCP", "MONGO" -> new Spoken(false, Payload.OPAQUE);
      default -> {
        problems.add(path, protocol, PROTOCOLS);
        yield new Spoken(false, Payload.HTTP);
      }
    };
  }

  private List<Host> hosts(String path, List<String> written) {
    if (written.isEmpty()) {
      problems.add(path, "", "at least one of " + HOST);
    }
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String text = HttpRouteParser.orEmpty(written.get(i));
      int slash = text.indexOf('/');
      String namespace = slash < 0 ? "*" : text.substring(0, slash);
      String host = text.substring(slash + 1);
      boolean known =
          namespace.equals("*") || namespace.equals(".") || NAMESPACE.matcher(namespace).matches();
      if (!known || !(host.equals("*") || Names.pattern(host))) {
        problems.add(path + "[" + i + "]", text, HOST);
        continue;
      }
      hosts.add(
          new Host(
              switch (namespace) {
                case "*" -> "";
                case "." -> origin.namespace();
                default -> namespace;
              },
              new Hostname(host)));
    }
    return hosts;
  }
}
