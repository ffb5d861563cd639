package io.meshwright.runtime.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.testing.MeshYaml;
import io.meshwright.xds.ConfigError;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a Gateway is named by its field. */
final class GatewayErrorsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          servers: []                                        | servers | nothing | at least one server
          servers: [{$HOSTS, port: {number: 80, name: a}}]   | servers[0].port.protocol | nothing | HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, MONGO, TCP or TLS
          servers: [{$HTTP, $HOSTS}, {$HTTP, $HOSTS}]            | servers[1].port.name | edge | a name that no other server has
          servers: [{$HTTP}]                                  | servers[0].hosts | nothing | at least one of [NAMESPACE/]HOST, where the host may begin with *.
          servers: [{$HTTP, hosts: [a/b/c]}]                  | servers[0].hosts[0] | a/b/c | [NAMESPACE/]HOST, where the host may begin with *.
          servers: [{$HTTP, hosts: [a.*.b]}]                  | servers[0].hosts[0] | a.*.b | [NAMESPACE/]HOST, where the host may begin with *.
          servers: [{$HTTP, $HOSTS, bind: 'unix:///a'}]        | servers[0].bind | unix:///a | an IP address
          servers: [{$HTTP, $HOSTS, defaultEndpoint: 'a:1'}]   | servers[0].defaultEndpoint | a:1 | nothing: Meshwright does not support this field yet
          servers: [{$HTTP, $HOSTS, tls: {mode: SIMPLE}}]      | servers[0].tls | TLS on a port without it | httpsRedirect only, or protocol HTTPS
          servers: [{$TCP, $HOSTS, tls: {httpsRedirect: true}}] | servers[0].tls | TLS on a port without it | none, or protocol TLS
          servers: [{$HTTPS, $HOSTS}]                          | servers[0].tls | nothing | settings: the protocol is HTTPS or TLS
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE}}]     | servers[0].tls | nothing | one of credentialName, credentialNames, tlsCertificates, and serverCertificate with privateKey; of certificates one for each kind of key, RSA and ECDSA
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialNames: [a, b, c]}}] | servers[0].tls | [Named[secret=a], Named[secret=b], Named[secret=c]] | one of credentialName, credentialNames, tlsCertificates, and serverCertificate with privateKey; of certificates one for each kind of key, RSA and ECDSA
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialName: other/a}}] | servers[0].tls.credentialName | other/a | the name of a Secret in the namespace of the proxy's pod
          servers: [{$HTTPS, $HOSTS, tls: {mode: MUTUAL, serverCertificate: /c, privateKey: /k}}] | servers[0].tls.caCertificates | nothing | a path, or a credentialName
          servers: [{$HTTPS, $HOSTS, tls: {mode: ISTIO_MUTUAL, credentialName: a}}] | servers[0].tls | Named[secret=a] | no certificate: ISTIO_MUTUAL has the mesh's own
          servers: [{$HTTPS, $HOSTS, tls: {mode: AUTOMATIC}}] | servers[0].tls.mode | AUTOMATIC | PASSTHROUGH, AUTO_PASSTHROUGH, SIMPLE, MUTUAL, OPTIONAL_MUTUAL or ISTIO_MUTUAL
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialName: a, caCrl: /l}}] | servers[0].tls.caCrl | /l | nothing without MUTUAL or OPTIONAL_MUTUAL
          servers: [{$HTTPS, $HOSTS, tls: {mode: ISTIO_MUTUAL, insecureSkipVerify: true}}] | servers[0].tls.insecureSkipVerify | true | nothing without MUTUAL or OPTIONAL_MUTUAL
          servers: [{$HTTPS, $HOSTS, tls: {mode: MUTUAL, credentialName: a, caCrl: /l}}] | servers[0].tls.caCrl | /l | nothing with a Secret: its key ca.crl has the list
          servers: [{$HTTPS, $HOSTS, tls: {mode: MUTUAL, credentialName: a, verifyCertificateSpki: [ab]}}] | servers[0].tls.verifyCertificateSpki[0] | ab | a SHA-256 hash in Base64
          servers: [{$HTTPS, $HOSTS, tls: {mode: MUTUAL, credentialName: a, verifyCertificateHash: [ab]}}] | servers[0].tls.verifyCertificateHash[0] | ab | a SHA-256 hash in hexadecimal digits
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialName: a, ecdhCurves: [P-1]}}] | servers[0].tls.ecdhCurves[0] | P-1 | one of [P-256, P-384, P-521, X25519, X25519MLKEM768]
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, tlsCertificates: [{serverCertificate: /c}]}}] | servers[0].tls.tlsCertificates[0].privateKey | nothing | a path
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_1}}] | servers[0].tls.minProtocolVersion | TLSV1_1 | TLS_AUTO, TLSV1_2 or TLSV1_3
          servers: [{$HTTPS, $HOSTS, tls: {mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_3, maxProtocolVersion: TLSV1_2}}] | servers[0].tls.maxProtocolVersion | TLSV1_2 | minProtocolVersion or a newer one
          """)
  void gatewayIsCheckedField(String spec, String field, String found, String expected) {
    Discovery discovery = new Discovery(MeshYaml.SETTINGS);
    discovery.apply(
        MeshYaml.upserted(
            """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: web, namespace: edge}
            spec: {%s}
            """
                .formatted(
                    spec.replace("$HOSTS", "hosts: [a.b]")
                        .replaceAll(
                            "\\$(HTTPS|HTTP|TCP)",
                            "port: {number: 80, name: edge, protocol: $1}"))));
    assertThat(discovery.errors().values().stream().flatMap(List::stream))
        .extracting(ConfigError::message)
        .containsExactly(
            "Gateway edge/web: spec." + field + ": found " + found + ", expected " + expected);
  }
}
