package io.meshwright.runtime.policy;

import io.meshwright.crd.networking.HttpRoute;
import io.meshwright.crd.networking.Percent;
import io.meshwright.runtime.model.traffic.CorsPolicy;
import io.meshwright.runtime.model.traffic.HttpAction;
import io.meshwright.runtime.model.traffic.HttpMatch;
import io.meshwright.runtime.model.traffic.HttpRule;
import io.meshwright.runtime.model.traffic.StringMatcher;
import io.meshwright.runtime.model.traffic.WeightedDestination;
import io.meshwright.runtime.policy.ParsedRouting.Delegation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses one element of {@code spec.http}. */
final class HttpRouteParser {

  private final Problems problems;
  private final DestinationParser destinations;
  private final HttpMatchParser matches;
  private final HttpActionParser actions;
  private final RetryParser retries;
  private final FaultParser faults;

  HttpRouteParser(Problems problems, DestinationParser destinations, GatewayNames gateways) {
    this.problems = problems;
    this.destinations = destinations;
    this.matches = new HttpMatchParser(problems, gateways);
    this.actions = new HttpActionParser(problems);
    this.retries = new RetryParser(problems);
    this.faults = new FaultParser(problems);
  }

  static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  HttpRule rule(String path, HttpRoute route) {
    List<HttpMatch> parsed = new ArrayList<>();
    for (int i = 0; i < route.match().size(); i++) {
      parsed.add(matches.match(path + ".match[" + i + "]", route.match().get(i)));
    }
    return new HttpRule(
        orEmpty(route.name()),
        List.copyOf(parsed),
        action(path, route),
        actions.headers(path + ".headers", route.headers()),
        problems.duration(path + ".timeout", route.timeout()),
        retries.parse(path + ".retries", route.retries()),
        faults.fault(path + ".fault", route.fault()),
        mirrors(path, route),
        cors(path + ".corsPolicy", route.corsPolicy()));
  }

  /** The VirtualService whose rules take the place of this one. */
  Optional<Delegation> delegation(String path, HttpRoute route, String own) {
    HttpRoute.Delegate written = route.delegate();
    if (written == null) {
      return Optional.empty();
    }
    String namespace = orEmpty(written.namespace());
    return Optional.of(
        new Delegation(
            path,
            namespace.isEmpty() ? own : namespace,
            problems.required(path + ".delegate.name", written.name(), "a VirtualService")));
  }

  private HttpAction action(String path, HttpRoute route) {
    long ways =
        Stream.of(route.redirect(), route.directResponse(), route.delegate())
                .filter(java.util.Objects::nonNull)
                .count()
            + (route.route().isEmpty() ? 0 : 1);
    if (ways != 1) {
      problems.add(
          path, ways + " of them", "exactly one of route, redirect, directResponse and delegate");
    }
    if (route.redirect() != null) {
      return actions.redirect(path + ".redirect", route.redirect(), route.match());
    }
    if (route.directResponse() != null) {
      return actions.directResponse(path + ".directResponse", route.directResponse());
    }
    List<WeightedDestination> all = new ArrayList<>();
    for (int i = 0; i < route.route().size(); i++) {
      HttpRoute.HttpRouteDestination target = route.route().get(i);
      String at = path + ".route[" + i + "]";
      all.add(
          new WeightedDestination(
              destinations.destination(at + ".destination", target.destination()),
              problems.integer(at + ".weight", target.weight(), 0, 0, Integer.MAX_VALUE),
              actions.headers(at + ".headers", target.headers())));
    }
    // without destinations it is a delegate's place, or wrong
    return new HttpAction.Forward(
        all.isEmpty() ? List.of() : destinations.weighted(path + ".route", all),
        actions.rewrite(path + ".rewrite", route.rewrite()));
  }

  private List<HttpRule.Mirror> mirrors(String path, HttpRoute route) {
    List<HttpRule.Mirror> mirrors = new ArrayList<>();
    if (route.mirror() != null) {
      double absent =
          older(
              path + ".mirrorPercent",
              route.mirrorPercent(),
              older(path + ".mirror_percent", route.mirrorPercentUnderscore(), 100));
      mirrors.add(
          new HttpRule.Mirror(
              destinations.destination(path + ".mirror", route.mirror()),
              share(path + ".mirrorPercentage", route.mirrorPercentage(), absent)));
    }
    for (int i = 0; i < route.mirrors().size(); i++) {
      HttpRoute.HttpMirror mirror = route.mirrors().get(i);
      String at = path + ".mirrors[" + i + "]";
      mirrors.add(
          new HttpRule.Mirror(
              destinations.destination(at + ".destination", mirror.destination()),
              share(at + ".percentage", mirror.percentage(), 100)));
    }
    return List.copyOf(mirrors);
  }

  private double older(String path, @Nullable Integer percent, double absent) {
    return percent == null ? absent : problems.percent(path, percent.doubleValue(), absent);
  }

  private double share(String path, @Nullable Percent percent, double absent) {
    return percent == null ? absent : problems.percent(path + ".value", percent.value(), 0);
  }

  private @Nullable CorsPolicy cors(String path, HttpRoute.@Nullable CorsPolicy cors) {
    if (cors == null) {
      return null;
    }
    List<StringMatcher> origins = new ArrayList<>();
    for (int i = 0; i < cors.allowOrigins().size(); i++) {
      origins.add(matches.required(path + ".allowOrigins[" + i + "]", cors.allowOrigins().get(i)));
    }
    for (String origin : cors.allowOrigin()) {
      origins.add(
          origin.equals("*") ? new StringMatcher.Regex(".*") : new StringMatcher.Exact(origin));
    }
    Duration maxAge = problems.duration(path + ".maxAge", cors.maxAge());
    if (maxAge != null && maxAge.toNanosPart() != 0) {
      problems.add(path + ".maxAge", cors.maxAge(), "whole seconds");
    }
    String unmatched = orEmpty(cors.unmatchedPreflights());
    if (!List.of("", "UNSPECIFIED", "FORWARD", "IGNORE").contains(unmatched)) {
      problems.add(path + ".unmatchedPreflights", unmatched, "FORWARD or IGNORE");
    }
    return new CorsPolicy(
        List.copyOf(origins),
        cors.allowMethods(),
        cors.allowHeaders(),
        cors.exposeHeaders(),
        maxAge,
        cors.allowCredentials(),
        !unmatched.equals("IGNORE"));
  }
}
