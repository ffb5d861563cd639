package io.meshwright.runtime.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the script in the machine's shell with a tool that writes down how it was called. */
final class CaptureScriptTest {

  private @TempDir Path directory;

  @Test
  void onlyFamiliesOfThePodAreCaptured() throws Exception {
    assertThat(run("10.0.0.7").calls()).contains("iptables-restore --noflush < four");
    assertThat(run("10.0.0.7").calls())
        .noneMatch(call -> call.startsWith("ip6") || call.startsWith("ip -"));
    assertThat(run("10.0.0.7,fd00::7").calls())
        .contains("iptables-restore --noflush < four", "ip6tables-restore --noflush < six");
    assertThat(run("fd00::7").calls())
        .contains("ip6tables-restore --noflush < six")
        .noneMatch(call -> call.startsWith("iptables"));
  }

  @Test
  void jumpsOfAnEarlierRunAreRemovedFirst() throws Exception {
    assertThat(run("10.0.0.7").calls())
        .containsExactly(
            "iptables -t nat -D PREROUTING -p tcp -j ISTIO_INBOUND",
            "iptables -t nat -D OUTPUT -p tcp -j ISTIO_OUTPUT",
            "iptables -t filter -D OUTPUT -p tcp -j ISTIO_GAP",
            "iptables -t nat -D OUTPUT -p udp --dport 53 -j ISTIO_OUTPUT_DNS",
            "iptables -t raw -D OUTPUT -p udp -j ISTIO_OUTPUT_DNS",
            "iptables -t raw -D PREROUTING -p udp -j ISTIO_INBOUND",
            "iptables -t mangle -D PREROUTING -p tcp -j ISTIO_INBOUND",
            "iptables -t mangle -D OUTPUT -p tcp -j ISTIO_OUTPUT",
            "iptables-restore --noflush < four");
  }

  @Test
  void transparentRulesGetTheirRoutes() throws Exception {
    String rules = "*mangle\n-A ISTIO_TPROXY -j TPROXY\nCOMMIT";
    assertThat(run("10.0.0.7", rules, "").calls())
        .endsWith(
            "ip -4 rule delete fwmark 1337 lookup 133",
            "ip -4 rule add fwmark 1337 lookup 133",
            "ip -4 route replace local default dev lo table 133");
    assertThat(run("fd00::7", rules, "").calls())
        .endsWith(
            "ip -6 rule delete fwmark 1337 lookup 133",
            "ip -6 rule add fwmark 1337 lookup 133",
            "ip -6 route replace local default dev lo table 133");
  }

  @Test
  void podWithoutAddressFails() throws Exception {
    Result result = run("");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("the pod has no address");
  }

  @Test
  void rulesAreRepeatedForEachNameServerOfTheirFamily() throws Exception {
    String rules = "*nat\n-A X -d @NAMESERVER@ -j Y\nCOMMIT";
    String servers =
        """
        # written by the kubelet
        search shop.svc.cluster.local svc.cluster.local
        nameserver 10.96.0.10
        nameserver fd00::a
        nameserver fe80::1%eth0
        nameserver 10.96.0.11
        options ndots:5
        """;

    List<String> calls = run("10.0.0.7,fd00::7", rules, servers).calls();

    assertThat(String.join("\n", calls))
        .contains("< *nat\n-A X -d 10.96.0.10 -j Y\n-A X -d 10.96.0.11 -j Y\nCOMMIT")
        .contains("< *nat\n-A X -d fd00::a -j Y\nCOMMIT");
  }

  private record Result(int exitCode, String output, List<String> calls) {}

  private Result run(String addresses) throws IOException, InterruptedException {
    return run(addresses, "", "");
  }

  /** Without rules, those of each family are its number. */
  private Result run(String addresses, String rules, String resolverFile)
      throws IOException, InterruptedException {
    Path servers = Files.writeString(directory.resolve("resolv.conf"), resolverFile);
    Path log = directory.resolve("calls");
    Files.deleteIfExists(log);
    Path tool = directory.resolve("tool");
    Files.writeString(
        tool,
        """
        #!/bin/sh
        case "$1" in
        *-restore) echo "$* < $(cat)" >> %1$s;;
        ip) echo "$*" >> %1$s;;
        *) echo "$*" >> %1$s; exit 1;;
        esac
        """
            .formatted(log));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(CaptureScript.command());
    command.set(
        2,
        command
            .get(2)
            .replace("/usr/sbin/xtables-nft-multi", tool.toString())
            .replace("ip -6 ", tool + " ip -6 ")
            .replace("ip -4 ", tool + " ip -4 ")
            .replace("/etc/resolv.conf", servers.toString()));

    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                CaptureScript.ADDRESSES, addresses,
                CaptureScript.RULES_V4, rules.isEmpty() ? "four" : rules,
                CaptureScript.RULES_V6, rules.isEmpty() ? "six" : rules));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    return new Result(exitCode, output, Files.exists(log) ? Files.readAllLines(log) : List.of());
  }
}
