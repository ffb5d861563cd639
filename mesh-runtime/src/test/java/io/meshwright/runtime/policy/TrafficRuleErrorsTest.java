package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each thing that can be wrong with a rule: where it is, what was found and what would be right.
 */
final class TrafficRuleErrorsTest {

  private static final String HTTP_DURATION = "a duration such as 500ms, 10s or 1h30m";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hosts: []                                  | hosts             | nothing | at least one host, or routes in http for others to take
          hosts: [], gateways: [mesh], http: [ROUTE] | gateways          | [mesh] | nothing without hosts
          hosts: [], http: [ROUTE], tcp: [{route: [D]}] | tcp            | 1 routes | nothing without hosts
          hosts: [], http: [{delegate: {name: b}}]   | http[0].delegate  | a delegate of a delegate | nothing without hosts
          hosts: [a], http: [{delegate: {namespace: b}}] | http[0].delegate.name | nothing | a VirtualService
          hosts: [''], http: [ROUTE]                     | hosts[0]          | nothing | a host name
          hosts: [10.0.0.1], http: [ROUTE]               | hosts[0]          | 10.0.0.1 | a host name; an address is allowed at gateways only
          hosts: ['a.*.com'], http: [ROUTE]              | hosts[0]          | a.*.com | a wildcard at the beginning only
          hosts: [a], gateways: [a/b/c], http: [ROUTE]   | gateways[0]       | a/b/c | mesh, NAME or NAMESPACE/NAME of a Gateway
          hosts: [a]                                 |                   | nothing | at least one route in http, tls or tcp
          hosts: [a], tcp: [{}]                      | tcp[0].route      | nothing | at least one destination
          hosts: [a], tcp: [{route: [D, D]}]         | tcp[0].route      | only weights of 0 | a weight above 0
          hosts: [a], tcp: [{match: [{destinationSubnets: [x]}], route: [D]}] | tcp[0].match[0].destinationSubnets[0] | x | an address or CIDR
          hosts: [a], tcp: [{match: [{sourceSubnet: 10.0.0.0/8}], route: [D]}] | tcp[0].match[0].sourceSubnet | 10.0.0.0/8 | U
          hosts: [a], tls: [{route: [D]}]            | tls[0].match      | nothing | at least one match with sniHosts
          hosts: [a], tls: [{match: [{}], route: [D]}] | tls[0].match[0].sniHosts | nothing | at least one server name
          hosts: [a], tls: [{match: [{sniHosts: [b]}], route: [D]}] | tls[0].match[0].sniHosts[0] | b | a name within spec.hosts
          """)
  void virtualServiceIsCheckedField(
      String spec, @Nullable String field, String found, String expected) {
    assertThat(errorsOf("VirtualService", spec.replace("ROUTE", "{route: [D]}")))
        .containsExactly(error("VirtualService", field, found, expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                            |  | 0 of them | exactly one of route, redirect, directResponse and delegate
          route: [D], redirect: {uri: /}                |  | 2 of them | exactly one of route, redirect, directResponse and delegate
          route: [{}]                                   | .route[0].destination | nothing | a destination
          route: [{destination: {}}]                    | .route[0].destination.host | nothing | a host name
          route: [{destination: {host: '*.x'}}]         | .route[0].destination.host | *.x | a host name without wildcard
          route: [{destination: {host: a, port: {number: 99999}}}] | .route[0].destination.port.number | 99999 | a number from 1 to 65535
          route: [{destination: {host: a}, weight: -1}, D1] | .route[0].weight | -1 | a number from 0 to 2147483647
          route: [D, D]                                 | .route | only weights of 0 | a weight above 0
          route: [D], timeout: soon                     | .timeout | soon | HTTP_DURATION
          route: [D], retries: {attempts: -1}           | .retries.attempts | -1 | a number from 0 to 1000
          route: [D], retries: {perTryTimeout: 1}       | .retries.perTryTimeout | 1 | HTTP_DURATION
          route: [D], retries: {backoff: 0s}            | .retries.backoff | 0s | a duration above 0
          route: [D], retries: {retryOn: '5xx,A B'}     | .retries.retryOn | A B | conditions and status codes
          route: [D], match: [{uri: {}}]                | .match[0].uri | nothing | one of exact, prefix and regex
          route: [D], match: [{uri: {prefix: ''}}]      | .match[0].uri.prefix | nothing | a prefix
          route: [D], match: [{uri: {regex: '('}}]      | .match[0].uri.regex | ( | an RE2 expression
          route: [D], match: [{uri: {regex: '(?=a)b'}}] | .match[0].uri.regex | (?=a)b | an RE2 expression
          route: [D], rewrite: {uriRegexRewrite: {match: '(', rewrite: a}} | .rewrite.uriRegexRewrite.match | ( | an RE2 expression
          route: [D], rewrite: {uriRegexRewrite: {match: '(a)', rewrite: '/\\2'}} | .rewrite.uriRegexRewrite.rewrite | /\\2 | a text with \\0 or the numbers of groups in match
          route: [D], match: [{uri: {regex: ''}}]       | .match[0].uri.regex | nothing | an RE2 expression
          route: [D], match: [{headers: {'@request.auth.claims': {exact: a}}}] | .match[0].headers[@request.auth.claims] | @request.auth.claims | CLAIM
          route: [D], match: [{headers: {'@request.auth.claims[a][]': {exact: a}}}] | .match[0].headers[@request.auth.claims[a][]] | @request.auth.claims[a][] | CLAIM
          route: [D], match: [{withoutHeaders: {'@request.auth.claims.a..b': {}}}] | .match[0].withoutHeaders[@request.auth.claims.a..b] | @request.auth.claims.a..b | CLAIM
          route: [D], match: [{headers: {'': {exact: a}}}] | .match[0].headers | an empty name | a name
          route: [D], fault: {}                         | .fault | nothing | a delay or an abort
          route: [D], fault: {delay: {}}                | .fault.delay.fixedDelay | nothing | a duration above 0
          route: [D], fault: {delay: {fixedDelay: 1s, percent: 101}} | .fault.delay.percent | 101.0 | a number from 0 to 100
          route: [D], fault: {delay: {fixedDelay: 1s, percentage: {value: -1}}} | .fault.delay.percentage.value | -1.0 | a number from 0 to 100
          route: [D], fault: {abort: {httpStatus: 42}}  | .fault.abort.httpStatus | 42 | a number from 200 to 599
          route: [D], mirror: {host: b}, mirrorPercentage: {value: 200} | .mirrorPercentage.value | 200.0 | a number from 0 to 100
          route: [D], mirrors: [{percentage: {value: 1}}] | .mirrors[0].destination | nothing | a destination
          route: [D], corsPolicy: {allowOrigins: [{}]}  | .corsPolicy.allowOrigins[0] | nothing | one of exact, prefix and regex
          route: [D], corsPolicy: {maxAge: 10ms}        | .corsPolicy.maxAge | 10ms | whole seconds
          route: [D], corsPolicy: {unmatchedPreflights: SOME} | .corsPolicy.unmatchedPreflights | SOME | FORWARD or IGNORE
          route: [D], headers: {request: {set: {'': x}}} | .headers.request.set | an empty name | a header name
          route: [D], rewrite: {uriRegexRewrite: {rewrite: /}} | .rewrite.uriRegexRewrite.match | nothing | an RE2 expression
          redirect: {redirectCode: 304}                 | .redirect.redirectCode | 304 | 301, 302, 303, 307 or 308
          redirect: {port: 0}                           | .redirect.port | 0 | a number from 1 to 65535
          redirect: {port: 80, derivePort: FROM_REQUEST_PORT} | .redirect.derivePort | FROM_REQUEST_PORT | nothing beside port
          redirect: {derivePort: SOME}                  | .redirect.derivePort | SOME | FROM_PROTOCOL_DEFAULT or FROM_REQUEST_PORT
          directResponse: {}                            | .directResponse.status | nothing | a status code from 200 to 599
          directResponse: {status: 99}                  | .directResponse.status | 99 | a number from 200 to 599
          directResponse: {status: 200, body: {bytes: '!'}} | .directResponse.body.bytes | ! | base64
          """)
  void httpRouteIsCheckedField(
      String route, @Nullable String field, String found, String expected) {
    String http = route.equals("{}") ? "{}" : "{" + route + "}";
    assertThat(errorsOf("VirtualService", "hosts: [a], http: [" + http + "]"))
        .containsExactly(
            error("VirtualService", "http[0]" + (field == null ? "" : field), found, expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connectionPool: {tcp: {maxConnections: -1}}          | .connectionPool.tcp.maxConnections | -1 | a number from 0 to 2147483647
          connectionPool: {tcp: {connectTimeout: 0s}}          | .connectionPool.tcp.connectTimeout | 0s | a duration above 0
          connectionPool: {tcp: {tcpKeepalive: {time: soon}}}  | .connectionPool.tcp.tcpKeepalive.time | soon | HTTP_DURATION
          connectionPool: {http: {maxRetries: -1}}             | .connectionPool.http.maxRetries | -1 | a number from 0 to 2147483647
          connectionPool: {http: {idleTimeout: soon}}          | .connectionPool.http.idleTimeout | soon | HTTP_DURATION
          connectionPool: {http: {h2UpgradePolicy: SOME}}      | .connectionPool.http.h2UpgradePolicy | SOME | one of [DEFAULT, DO_NOT_UPGRADE, UPGRADE]
          connectionPool: {http: {http2KeepAlive: {interval: 1s}}} | .connectionPool.http.http2KeepAlive.timeout | nothing | a duration above 0
          connectionPool: {http: {http2KeepAlive: {interval: 0s, timeout: 1s}}} | .connectionPool.http.http2KeepAlive.interval | 0s | a duration above 0
          outlierDetection: {outlierDetectionHttpErrorCodes: [500]} | .outlierDetection.outlierDetectionHttpErrorCodes | [500] | U
          outlierDetection: {interval: 0s}                     | .outlierDetection.interval | 0s | a duration above 0
          outlierDetection: {consecutive5xxErrors: -1}         | .outlierDetection.consecutive5xxErrors | -1 | a number from 0 to 2147483647
          outlierDetection: {maxEjectionPercent: 101}          | .outlierDetection.maxEjectionPercent | 101 | a number from 0 to 100
          loadBalancer: {simple: SOME}                         | .loadBalancer.simple | SOME | one of [LEAST_REQUEST, RANDOM, ROUND_ROBIN, PASSTHROUGH]
          loadBalancer: {simple: RANDOM, warmup: {duration: 1s}} | .loadBalancer.warmup | RANDOM | ROUND_ROBIN or LEAST_REQUEST with it
          loadBalancer: {warmup: {}}                           | .loadBalancer.warmup.duration | nothing | a duration above 0
          loadBalancer: {warmup: {duration: 1s, aggression: 0.5}} | .loadBalancer.warmup.aggression | 0.5 | a number of at least 1
          loadBalancer: {consistentHash: {}}                   | .loadBalancer.consistentHash | 0 keys | exactly one of httpHeaderName, httpCookie, useSourceIp and httpQueryParameterName
          loadBalancer: {consistentHash: {httpCookie: {ttl: 0s}}} | .loadBalancer.consistentHash.httpCookie.name | nothing | a name
          loadBalancer: {consistentHash: {httpCookie: {name: c, attributes: [{value: x}]}}} | .loadBalancer.consistentHash.httpCookie.attributes[0].name | nothing | a name
          loadBalancer: {zoneAwareLbSetting: {}, localityLbSetting: {}} | .loadBalancer | both | only one of localityLbSetting and zoneAwareLbSetting
          loadBalancer: {zoneAwareLbSetting: {minClusterSize: -1}} | .loadBalancer.zoneAwareLbSetting.minClusterSize | -1 | a number from 0 to 2147483647
          loadBalancer: {zoneAwareLbSetting: {failoverPriority: [a, topology.kubernetes.io/zone]}} | .loadBalancer.zoneAwareLbSetting.failoverPriority[1] | topology.kubernetes.io/zone | NO_PLACE
          loadBalancer: {zoneAwareLbSetting: {failoverPriority: [topology.istio.io/subzone=s]}} | .loadBalancer.zoneAwareLbSetting.failoverPriority[0] | topology.istio.io/subzone=s | NO_PLACE
          loadBalancer: {zoneAwareLbSetting: {enabled: false, failover: [{from: a, to: a}]}} | .loadBalancer.zoneAwareLbSetting.failover[0].to | a | another region than from
          loadBalancer: {zoneAwareLbSetting: {failover: [{from: a/b, to: c}]}} | .loadBalancer.zoneAwareLbSetting.failover[0] | a/b to c | regions, without zones
          loadBalancer: {simple: RANDOM, consistentHash: {useSourceIp: true}} | .loadBalancer | both | only one of simple and consistentHash
          loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 4}}} | .loadBalancer.consistentHash.maglev.tableSize | 4 | a prime of at most 5000011
          loadBalancer: {consistentHash: {useSourceIp: true, ringHash: {minimumRingSize: 9000000}}} | .loadBalancer.consistentHash.ringHash.minimumRingSize | 9000000 | a number up to 8388608
          loadBalancer: {localityLbSetting: {distribute: [{from: r, to: {r: 99}}]}} | .loadBalancer.localityLbSetting.distribute[0].to | {r=99} | weights above 0 that add up to 100
          loadBalancer: {localityLbSetting: {distribute: [{to: {r: 100}}]}} | .loadBalancer.localityLbSetting.distribute[0].from | nothing | region/zone/subzone
          loadBalancer: {localityLbSetting: {distribute: [{from: r/*/s, to: {r: 100}}]}} | .loadBalancer.localityLbSetting.distribute[0].from | r/*/s | a wildcard at the end only
          loadBalancer: {localityLbSetting: {failover: [{from: a, to: a}]}} | .loadBalancer.localityLbSetting.failover[0].to | a | another region than from
          loadBalancer: {localityLbSetting: {failover: [{from: a, to: b}], failoverPriority: [c]}} | .loadBalancer.localityLbSetting | 2 of them | only one of distribute, failover and failoverPriority
          tls: {mode: SOME}                                    | .tls.mode | SOME | DISABLE, SIMPLE, MUTUAL or ISTIO_MUTUAL
          tls: {mode: MUTUAL}                                  | .tls | MUTUAL | credentialName, or clientCertificate and privateKey with it
          tls: {mode: ISTIO_MUTUAL, clientCertificate: /c}     | .tls.clientCertificate | /c | nothing with ISTIO_MUTUAL
          tls: {mode: SIMPLE, credentialName: other/own}       | .tls.credentialName | other/own | the name of a Secret in the namespace of the proxy's pod
          tls: {mode: SIMPLE, credentialName: own, caCrl: /l}  | .tls.caCrl | /l | nothing with credentialName
          tls: {mode: ISTIO_MUTUAL, caCrl: /l}                 | .tls.caCrl | /l | nothing with another mode than SIMPLE or MUTUAL
          portLevelSettings: [{tls: {mode: DISABLE}}]          | .portLevelSettings[0].port.number | nothing | a port of the service
          portLevelSettings: [{port: {number: 99999}}]         | .portLevelSettings[0].port.number | 99999 | a number from 1 to 65535
          portLevelSettings: [{port: {number: 80}}, {port: {number: 80}}] | .portLevelSettings[1].port.number | 80 | a port that no other entry has
          portLevelSettings: [{port: {number: 80}, tls: {mode: SOME}}] | .portLevelSettings[0].tls.mode | SOME | DISABLE, SIMPLE, MUTUAL or ISTIO_MUTUAL
          """)
  void trafficPolicyIsCheckedField(String policy, String field, String found, String expected) {
    assertThat(errorsOf("DestinationRule", "host: a, trafficPolicy: {" + policy + "}"))
        .containsExactly(error("DestinationRule", "trafficPolicy" + field, found, expected));
    assertThat(
            errorsOf(
                "DestinationRule",
                "host: a, subsets: [{name: v1, trafficPolicy: {" + policy + "}}]"))
        .containsExactly(
            error("DestinationRule", "subsets[0].trafficPolicy" + field, found, expected));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          host: ''                                     | host             | nothing | a host name
          host: a, subsets: [{}]                       | subsets[0].name  | nothing | a name
          host: a, subsets: [{name: V1}]               | subsets[0].name  | V1 | lower-case letters, digits and dashes
          host: a, subsets: [{name: b}, {name: b}]     | subsets[1].name  | b | a name that no other subset has
          """)
  void destinationRuleIsCheckedField(String spec, String field, String found, String expected) {
    assertThat(errorsOf("DestinationRule", spec))
        .containsExactly(error("DestinationRule", field, found, expected));
  }

  private static String error(String kind, @Nullable String field, String found, String expected) {
    String right =
        switch (expected) {
          case "U" -> "nothing: Meshwright does not support this field yet";
          case "HTTP_DURATION" -> HTTP_DURATION;
          case "NO_PLACE" ->
              "a label that is no region, zone or subzone, which zoneAwareLbSetting ranks itself";
          case "CLAIM" -> "@request.auth.claims.NAME, or @request.auth.claims[NAME][NAME]";
          default -> expected;
        };
    String path = field == null ? "spec" : "spec." + field;
    return kind + " shop/a: " + path + ": found " + found + ", expected " + right;
  }

  private static List<String> errorsOf(String kind, String spec) {
    String full =
        spec.replace("D1", "{destination: {host: a}, weight: 1}")
            .replaceAll("\\bD\\b", "{destination: {host: a}}");
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: %s
            metadata: {name: a, namespace: shop}
            spec: {%s}
            """
                .formatted(kind, full)));
    assertThat(discovery.remarks()).isEmpty();
    return discovery.errors().values().stream()
        .flatMap(List::stream)
        .map(ConfigError::message)
        .toList();
  }
}
