package io.meshwright.operator.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each behaviour that a lifecycle operator owes its users, beside the tests that show it: those
 * whose {@code @DisplayName} begins with {@code LC-} and the row. {@code -Dgolden.update=true}
 * writes the page.
 */
final class LifeCycleReferenceTest {

  private static final Path PAGE = Path.of("../docs/reference/life-cycle-tests.md");
  private static final Path ROWS = Path.of("src/test/resources/life-cycle-rows.txt");
  private static final List<String> MODULES = List.of("crds", "mesh-runtime", "operator", "e2e");

  private static final Pattern NAMED =
      Pattern.compile("@DisplayName\\(\\s*\"(LC-[^:\"]*):.*?void (\\w+)\\(", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("LC-([A-Z]\\d+|[a-z-]+)");

  private static final Map<String, Row> CATALOGUE = new LinkedHashMap<>();
  private static final Map<String, SortedSet<String>> TESTS = new TreeMap<>();

  private record Row(String behaviour, String later) {}

  @BeforeAll
  static void read() throws IOException {
    for (String line : Files.readAllLines(ROWS)) {
      if (!line.startsWith("#") && !line.isBlank()) {
        String[] parts = line.split(" \\| ", -1);
        CATALOGUE.put(parts[0], new Row(parts[1], parts.length > 2 ? parts[2] : ""));
      }
    }
    for (String module : MODULES) {
      for (Path source : sources(Path.of("..", module, "src/test/java"))) {
        collect(module, source);
      }
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static void collect(String module, Path source) {
    String text;
    try {
      text = Files.readString(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher named = NAMED.matcher(text);
    while (named.find()) {
      String type = source.getFileName().toString().replace(".java", "");
      Matcher row = ROW.matcher(named.group(1));
      while (row.find()) {
        TESTS
            .computeIfAbsent(row.group(1), _ -> new TreeSet<>())
            .add("`" + module + "` " + type + "#" + named.group(2));
      }
    }
  }

  @Test
  void everyRowIsShownByATestOrSaysWhyNot() {
    List<String> silent = new ArrayList<>();
    CATALOGUE.forEach(
        (id, row) -> {
          if (!TESTS.containsKey(id) && !row.later().startsWith("later: ")) {
            silent.add(id + ": " + row.behaviour());
          }
        });
    assertThat(silent).as("rows without a test and without a reason").isEmpty();
  }

  @Test
  void everyTestNamesARowThatThereIs() {
    assertThat(CATALOGUE.keySet()).containsAll(TESTS.keySet());
    assertThat(TESTS.keySet())
        .as("a row that a test shows is not for later")
        .noneMatch(id -> !CATALOGUE.getOrDefault(id, new Row("", "")).later().isEmpty());
  }

  @Test
  void thePageIsWhatTheTestsSay() throws IOException {
    String page = page();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page);
    }
    assertThat(page).isEqualTo(Files.readString(PAGE));
  }

  private static String page() {
    return """
    # What shows the life cycle

    Each row is a behaviour that users of lifecycle operators rely on, with the tests that show it. Tests of `e2e` run on a
    cluster, the others against an API server in memory. The page is made of the tests' names: `LC-` and the row.

    | row | behaviour | shown by |
    |---|---|---|
    """
        + CATALOGUE.entrySet().stream()
            .map(
                entry ->
                    "| %s | %s | %s |\n"
                        .formatted(
                            entry.getKey(), entry.getValue().behaviour(), shownBy(entry.getKey())))
            .collect(Collectors.joining());
  }

  private static String shownBy(String id) {
    SortedSet<String> tests = TESTS.get(id);
    Row row = CATALOGUE.getOrDefault(id, new Row("", ""));
    return tests == null ? row.later() : String.join("<br>", tests);
  }
}
