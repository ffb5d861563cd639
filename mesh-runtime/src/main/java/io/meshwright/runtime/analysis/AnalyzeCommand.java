package io.meshwright.runtime.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.meshwright.runtime.config.ConfigDirOption;
import io.meshwright.runtime.config.MeshOptions;
import io.meshwright.runtime.config.OptionReader;
import io.meshwright.runtime.discovery.Discovery;
import io.meshwright.runtime.discovery.ResourceChange;
import io.meshwright.runtime.files.ManifestDirectory;
import io.meshwright.runtime.model.MeshSettings;
import io.meshwright.xds.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code analyze}: prints what is wrong with the resources of a directory. */
@Command(
    name = "analyze",
    description = "Prints what is wrong with configuration, without a running mesh.",
    footer = {"", "The exit code is 79 if there is an error, as that of istioctl analyze."},
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // the spec is set by picocli
public final class AnalyzeCommand implements Callable<Integer> {

  /** That of {@code istioctl analyze}. */
  private static final int FOUND = 79;

  private enum Form {
    LOG,
    JSON
  }

  @Mixin private final ConfigDirOption configDir = new ConfigDirOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      defaultValue = "log",
      description = "log or json")
  private String form = "";

  @Option(
      names = "--failure-threshold",
      paramLabel = "LEVEL",
      defaultValue = "error",
      description = "the least that makes the command fail: error, warning or info")
  private String threshold = "";

  @Mixin private final MeshOptions mesh = new MeshOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws ConfigException, IOException {
    OptionReader reader = new OptionReader(spec);
    Optional<Path> directory = configDir.read(reader);
    Optional<Form> output = reader.word("--output", form, Form.class);
    Optional<Level> least = reader.word("--failure-threshold", threshold, Level.class);
    MeshSettings settings = mesh.settings(reader);
    reader.requireNoErrors();

    List<ResourceChange> resources = ManifestDirectory.read(directory.orElseThrow());
    Discovery discovery = new Discovery(settings);
    discovery.apply(resources);
    Collection<Finding> findings = Analysis.of(discovery.model(), discovery.report());
    PrintWriter out = spec.commandLine().getOut();
    switch (output.orElseThrow()) {
      case LOG -> log(findings, files(resources), out);
      case JSON -> json(findings, files(resources), out);
    }
    out.flush();
    boolean failed =
        findings.stream().anyMatch(f -> f.code().level().compareTo(least.orElseThrow()) <= 0);
    return failed ? FOUND : 0;
  }

  private static Map<String, String> files(List<ResourceChange> resources) {
    Map<String, String> files = new HashMap<>();
    for (ResourceChange change : resources) {
      if (change instanceof ResourceChange.Upserted upserted) {
        files.put(upserted.ref().toString(), upserted.file());
      }
    }
    return files;
  }

  private static void log(
      Collection<Finding> findings, Map<String, String> files, PrintWriter out) {
    for (Finding finding : findings) {
      out.printf(
          "%s [%s] (%s %s) %s%n",
          finding.code().level().word(),
          finding.code().text(),
          finding.resource(),
          files.getOrDefault(finding.resource(), ""),
          finding.message());
    }
    if (findings.isEmpty()) {
      out.println("No validation issues found.");
    }
  }

  private static void json(Collection<Finding> findings, Map<String, String> files, PrintWriter out)
      throws JsonProcessingException {
    List<Map<String, String>> all = new ArrayList<>();
    for (Finding finding : findings) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("code", finding.code().text());
      fields.put("level", finding.code().level().word());
      fields.put("origin", finding.resource());
      fields.put("message", finding.message());
      fields.put("reference", files.getOrDefault(finding.resource(), ""));
      all.add(fields);
    }
    out.println(
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all));
  }
}
