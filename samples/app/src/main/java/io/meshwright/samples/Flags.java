package io.meshwright.samples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command line of words and {@code --name value} pairs, with the environment behind it ({@code
 * --tcp-port} falls back to {@code TCP_PORT}).
 *
 * <p>Wrong values are collected; {@link #check} reports all of them at once, and flags that nobody
 * asked for. Used by one thread, while the process starts.
 */
public final class Flags {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");

  private final List<String> words = new ArrayList<>();
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final TreeSet<String> unread = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<String, String> environment;

  private Flags(Map<String, String> environment) {
    this.environment = environment;
  }

  public static Flags parse(List<String> arguments, Map<String, String> environment) {
    Flags flags = new Flags(environment);
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (!argument.startsWith("--")) {
        flags.words.add(argument);
      } else if (argument.contains("=")) {
        int equals = argument.indexOf('=');
        flags.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else if (i + 1 < arguments.size()) {
        flags.put(argument.substring(2), arguments.get(++i));
      } else {
        flags.problems.add(argument + ": found nothing, expected a value");
      }
    }
    return flags;
  }

  private void put(String name, String value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    unread.add(name);
  }

  /** What is not a flag, in order. */
  public List<String> words() {
    return List.copyOf(words);
  }

  public String text(String name, String otherwise) {
    String value = value(name);
    return value == null ? otherwise : value;
  }

  public List<String> all(String name) {
    unread.remove(name);
    return List.copyOf(values.getOrDefault(name, List.of()));
  }

  public int number(String name, int otherwise, int least, int most) {
    String value = value(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // reported below, like a number out of range
    }
    reject("--" + name, value, "a number from " + least + " to " + most);
    return otherwise;
  }

  /** Reads {@code 500ms}, {@code 10s} or {@code 2m}. */
  public Duration duration(String name, Duration otherwise, Duration most) {
    String value = value(name);
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      Duration duration =
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
          };
      if (duration.compareTo(most) <= 0) {
        return duration;
      }
    }
    reject(
        "--" + name,
        value,
        "a duration such as 500ms, 10s or 2m, at most " + most.toSeconds() + "s");
    return otherwise;
  }

  public void reject(String what, String found, String expected) {
    problems.add(what + ": found " + found + ", expected " + expected);
  }

  /** Ends the reading: throws if anything was wrong or is left over. */
  public void check() {
    unread.forEach(name -> problems.add("--" + name + ": no such flag"));
    if (!problems.isEmpty()) {
      throw new UsageException(problems);
    }
  }

  private @Nullable String value(String name) {
    List<String> given = all(name);
    return given.isEmpty()
        ? environment.get(name.toUpperCase(Locale.ROOT).replace('-', '_'))
        : given.getLast();
  }
}
