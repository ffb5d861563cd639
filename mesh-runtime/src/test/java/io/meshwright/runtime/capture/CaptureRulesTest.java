package io.meshwright.runtime.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshwright.runtime.model.name.IpAddress.Family;
import io.meshwright.runtime.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CaptureRulesTest {

  private static final CapturePolicy SELECTIVE =
      new CapturePolicy(
          InterceptionMode.REDIRECT,
          CaptureSettingParser.portSelection("8080,9000-9010").orElseThrow(),
          CaptureSettingParser.ports("22").orElseThrow(),
          CaptureSettingParser.addressSelection("10.0.0.0/8,fd00::/8").orElseThrow(),
          CaptureSettingParser.ports("443").orElseThrow(),
          CaptureSettingParser.networks("10.1.0.0/16,fd00:1::/32").orElseThrow(),
          CaptureSettingParser.ports("3306,6000-6010").orElseThrow(),
          List.of("net1"),
          List.of(),
          false);

  @Test
  void everythingIsCapturedByDefault() {
    Golden.assertMatches("capture/all.v4", CaptureRules.render(CapturePolicy.ALL, Family.IPV4));
    Golden.assertMatches("capture/all.v6", CaptureRules.render(CapturePolicy.ALL, Family.IPV6));
  }

  @Test
  void selectionsApplyToTheirFamily() {
    Golden.assertMatches("capture/selective.v4", CaptureRules.render(SELECTIVE, Family.IPV4));
    Golden.assertMatches("capture/selective.v6", CaptureRules.render(SELECTIVE, Family.IPV6));
  }

  @Test
  void questionsToNameServersAreCapturedAndKeptApart() {
    CapturePolicy dns = SELECTIVE.withDns(true);
    Golden.assertMatches("capture/dns.v4", CaptureRules.render(dns, Family.IPV4));
    Golden.assertMatches("capture/dns.v6", CaptureRules.render(dns, Family.IPV6));
  }

  @Test
  void transparentCaptureLeavesAddressesAsTheyAre() {
    CapturePolicy all = CapturePolicy.ALL.withMode(InterceptionMode.TPROXY);
    CapturePolicy some = SELECTIVE.withMode(InterceptionMode.TPROXY).withDns(true);
    Golden.assertMatches("capture/tproxy.v4", CaptureRules.render(all, Family.IPV4));
    Golden.assertMatches("capture/tproxy.v6", CaptureRules.render(all, Family.IPV6));
    Golden.assertMatches("capture/tproxy-selective.v4", CaptureRules.render(some, Family.IPV4));
  }

  @Test
  void machinesInThePodLeaveByTheProxy() {
    CapturePolicy virtual =
        new CapturePolicy(
            InterceptionMode.REDIRECT,
            new PortSelection.All(),
            List.of(),
            SELECTIVE.includeOutbound(),
            SELECTIVE.includeOutboundPorts(),
            SELECTIVE.excludeOutbound(),
            SELECTIVE.excludeOutboundPorts(),
            List.of(),
            List.of("vnet0", "docker0"),
            false);
    Golden.assertMatches("capture/virtual.v4", CaptureRules.render(virtual, Family.IPV4));
  }

  @Test
  void noInboundPortMeansNoInboundCapture() {
    CapturePolicy outboundOnly =
        new CapturePolicy(
            InterceptionMode.REDIRECT,
            CaptureSettingParser.portSelection("").orElseThrow(),
            List.of(),
            new AddressSelection.All(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false);
    assertThat(CaptureRules.render(outboundOnly, Family.IPV4))
        .doesNotContain("-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "65536", "a", "1-", "-1", "5-1", "1-2-3", "80,,81", "80;81", "80 -j"})
  void badPortListIsNotGuessed(String text) {
    assertThat(CaptureSettingParser.ports(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "host", "10.0.0.0/8,", "fd00::/129", "*,10.0.0.0/8"})
  void badNetworkListIsNotGuessed(String text) {
    assertThat(CaptureSettingParser.networks(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-j", "eth0 -j DROP", "a/b", "interfacewithlongname"})
  void badInterfaceNameIsNotGuessed(String text) {
    assertThat(CaptureSettingParser.interfaces(text)).isEmpty();
  }
}
