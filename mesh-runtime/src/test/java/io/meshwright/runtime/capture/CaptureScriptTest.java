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
    assertThat(run("10.0.0.7").calls()).noneMatch(call -> call.startsWith("ip6"));
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
            "iptables-restore --noflush < four");
  }

  @Test
  void podWithoutAddressFails() throws Exception {
    Result result = run("");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("the pod has no address");
  }

  private record Result(int exitCode, String output, List<String> calls) {}

  private Result run(String addresses) throws IOException, InterruptedException {
    Path log = directory.resolve("calls");
    Files.deleteIfExists(log);
    Path tool = directory.resolve("tool");
    Files.writeString(
        tool,
        """
        #!/bin/sh
        case "$1" in
        *-restore) echo "$* < $(cat)" >> %s;;
        *) echo "$*" >> %s; exit 1;;
        esac
        """
            .formatted(log, log));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>(CaptureScript.command());
    command.set(2, command.get(2).replace("/usr/sbin/xtables-nft-multi", tool.toString()));

    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                CaptureScript.ADDRESSES, addresses,
                CaptureScript.RULES_V4, "four",
                CaptureScript.RULES_V6, "six"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    return new Result(exitCode, output, Files.exists(log) ? Files.readAllLines(log) : List.of());
  }
}
