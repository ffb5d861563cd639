package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.crd.networking.VirtualServiceSpec;
import io.meshwright.runtime.model.name.Cidr;
import io.meshwright.runtime.model.name.ExportTo;
import io.meshwright.runtime.model.name.Hostname;
import io.meshwright.runtime.model.name.IpAddress;
import io.meshwright.runtime.model.name.Origin;
import io.meshwright.runtime.model.traffic.ClientScope;
import io.meshwright.runtime.model.traffic.ConnectionRule;
import io.meshwright.runtime.model.traffic.HeaderChanges;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.RoutingRules;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import io.meshwright.runtime.policy.ParsedRouting.Delegation;
import io.meshwright.xds.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parses the spec of a VirtualService (istio-features VS1 to VS27). */
public final class VirtualServiceParser {

  private final Origin origin;
  private final String dnsDomain;
  private final Problems problems;
  private final HttpRouteParser http;
  private final DestinationParser destinations;
  private final GatewayNames gateways;

  private VirtualServiceParser(Origin origin, String dnsDomain) {
    this.origin = origin;
    this.dnsDomain = dnsDomain;
    this.problems = new Problems(origin.toString());
    this.destinations = new DestinationParser(problems, origin.namespace(), dnsDomain);
    this.gateways = new GatewayNames(problems, origin.namespace());
    this.http = new HttpRouteParser(problems, destinations, gateways);
  }

  /**
   * Parses a spec, or reports all that is wrong with it.
   *
   * @param exportTo the mesh's default
   */
  public static ParsedRouting parse(
      Origin origin, VirtualServiceSpec spec, String dnsDomain, ExportTo exportTo)
      throws ConfigException {
    return new VirtualServiceParser(origin, dnsDomain).parse(spec, exportTo);
  }

  private ParsedRouting parse(VirtualServiceSpec spec, ExportTo exportTo) throws ConfigException {
    List<String> gateways =
        spec.gateways().isEmpty()
            ? List.of(ClientScope.MESH)
            : this.gateways.read("spec.gateways", spec.gateways());
    List<Hostname> hosts = hosts(spec, gateways);
    boolean empty = spec.http().isEmpty() && spec.tls().isEmpty() && spec.tcp().isEmpty();
    if (empty && !spec.hosts().isEmpty()) {
      problems.add("spec", "", "at least one route in http, tls or tcp");
    }
    List<HttpRule> httpRules = new ArrayList<>();
    SortedMap<Integer, Delegation> delegations = new TreeMap<>();
    for (int i = 0; i < spec.http().size(); i++) {
      int index = i;
      String path = "spec.http[" + i + "]";
      HttpRoute route = spec.http().get(i);
      httpRules.add(http.rule(path, route));
      http.delegation(path, route, origin.namespace())
          .ifPresent(delegation -> delegations.put(index, delegation));
    }
    RoutingRules rules =
        new RoutingRules(
            origin,
            hosts,
            gateways,
            List.copyOf(httpRules),
            tlsRules(spec, hosts),
            tcpRules(spec),
            ExportTo.parse(spec.exportTo(), origin.namespace(), exportTo));
    problems.throwIfAny();
    return new ParsedRouting(rules, delegations);
  }

  /** Rules for others to take are bound to no gateway, and take none themselves. */
  private void delegate(VirtualServiceSpec spec) {
    if (spec.http().isEmpty()) {
      problems.add("spec.hosts", "", "at least one host, or routes in http for others to take");
    }
    String expected = "nothing without hosts";
    if (!spec.gateways().isEmpty()) {
      problems.add("spec.gateways", spec.gateways(), expected);
    }
    if (!spec.tls().isEmpty()) {
      problems.add("spec.tls", spec.tls().size() + " routes", expected);
    }
    if (!spec.tcp().isEmpty()) {
      problems.add("spec.tcp", spec.tcp().size() + " routes", expected);
    }
    for (int i = 0; i < spec.http().size(); i++) {
      if (spec.http().get(i).delegate() != null) {
        problems.add("spec.http[" + i + "].delegate", "a delegate of a delegate", expected);
      }
    }
  }

  private List<Hostname> hosts(VirtualServiceSpec spec, List<String> gateways) {
    if (spec.hosts().isEmpty()) {
      delegate(spec);
    }
    List<Hostname> hosts = new ArrayList<>();
    for (int i = 0; i < spec.hosts().size(); i++) {
      String path = "spec.hosts[" + i + "]";
      String written = problems.required(path, spec.hosts().get(i), "a host name");
      if (IpAddress.parse(written).isPresent() && gateways.contains(ClientScope.MESH)) {
        problems.add(path, written, "a host name; an address is allowed at gateways only");
      } else if (written.indexOf('*', 1) > 0) {
        problems.add(path, written, "a wildcard at the beginning only");
      }
      hosts.add(Hostname.resolve(written, origin.namespace(), dnsDomain));
    }
    return List.copyOf(hosts);
  }

  private List<ConnectionRule> tlsRules(VirtualServiceSpec spec, List<Hostname> resolved) {
    // clients send the name that they dialled, which may be the short one
    List<Hostname> hosts = new ArrayList<>(resolved);
    spec.hosts().stream().filter(Objects::nonNull).map(Hostname::new).forEach(hosts::add);
    List<ConnectionRule> rules = new ArrayList<>();
    for (int i = 0; i < spec.tls().size(); i++) {
      String path = "spec.tls[" + i + "]";
      VirtualServiceSpec.TlsRoute route = spec.tls().get(i);
      List<ConnectionRule.Match> matches = new ArrayList<>();
      for (int m = 0; m < route.match().size(); m++) {
        matches.add(tlsMatch(path + ".match[" + m + "]", route.match().get(m), hosts));
      }
      if (matches.isEmpty()) {
        problems.add(path + ".match", "", "at least one match with sniHosts");
      }
      rules.add(new ConnectionRule(List.copyOf(matches), targets(path, route.route())));
    }
    return List.copyOf(rules);
  }

  private ConnectionRule.Match tlsMatch(
      String path, VirtualServiceSpec.TlsMatch match, List<Hostname> hosts) {
    List<Hostname> names = match.sniHosts().stream().map(Hostname::new).toList();
    if (names.isEmpty()) {
      problems.add(path + ".sniHosts", "", "at least one server name");
    }
    for (int i = 0; i < names.size(); i++) {
      Hostname name = names.get(i);
      if (hosts.stream().noneMatch(name::subsetOf)) {
        problems.add(path + ".sniHosts[" + i + "]", name, "a name within spec.hosts");
      }
    }
    return new ConnectionRule.Match(
        names,
        subnets(path + ".destinationSubnets", match.destinationSubnets()),
        new ClientScope(
            match.port(),
            match.sourceLabels(),
            HttpRouteParser.orEmpty(match.sourceNamespace()),
            gateways.read(path + ".gateways", match.gateways())));
  }

  private List<ConnectionRule> tcpRules(VirtualServiceSpec spec) {
    List<ConnectionRule> rules = new ArrayList<>();
    for (int i = 0; i < spec.tcp().size(); i++) {
      String path = "spec.tcp[" + i + "]";
      VirtualServiceSpec.TcpRoute route = spec.tcp().get(i);
      List<ConnectionRule.Match> matches = new ArrayList<>();
      for (int m = 0; m < route.match().size(); m++) {
        VirtualServiceSpec.TcpMatch match = route.match().get(m);
        String at = path + ".match[" + m + "]";
        problems.refuse(at + ".sourceSubnet", match.sourceSubnet());
        matches.add(
            new ConnectionRule.Match(
                List.of(),
                subnets(at + ".destinationSubnets", match.destinationSubnets()),
                new ClientScope(
                    match.port(),
                    match.sourceLabels(),
                    HttpRouteParser.orEmpty(match.sourceNamespace()),
                    gateways.read(at + ".gateways", match.gateways()))));
      }
      rules.add(new ConnectionRule(List.copyOf(matches), targets(path, route.route())));
    }
    return List.copyOf(rules);
  }

  private List<Cidr> subnets(String path, List<String> written) {
    List<Cidr> subnets = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String at = path + "[" + i + "]";
      String text = written.get(i);
      Cidr.parse(text)
          .ifPresentOrElse(subnets::add, () -> problems.add(at, text, "an address or CIDR"));
    }
    return List.copyOf(subnets);
  }

  private List<WeightedDestination> targets(
      String path, List<VirtualServiceSpec.RouteDestination> written) {
    List<WeightedDestination> all = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      String at = path + ".route[" + i + "]";
      VirtualServiceSpec.RouteDestination target = written.get(i);
      all.add(
          new WeightedDestination(
              destinations.destination(at + ".destination", target.destination()),
              problems.integer(at + ".weight", target.weight(), 0, 0, Integer.MAX_VALUE),
              HeaderChanges.NONE));
    }
    return destinations.weighted(path + ".route", all);
  }
}
