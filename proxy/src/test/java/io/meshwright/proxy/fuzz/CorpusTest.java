package io.meshwright.proxy.fuzz;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each input that is kept, and some that differ a little from it, always the same ones. */
final class CorpusTest {
  private static final Path FOLDER = Path.of("src/test/fuzz");
  private static final int NEIGHBOURS = 50;

  static Stream<String> targets() throws IOException {
    return Files.readAllLines(FOLDER.resolve("targets.txt")).stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void inputsThatAreKeptAreHandled(String line) throws Throwable {
    String[] words = line.split(" ", 2);
    MethodHandle target =
        MethodHandles.publicLookup()
            .findStatic(
                Class.forName(words[1]),
                "fuzzerTestOneInput",
                MethodType.methodType(void.class, byte[].class));
    Random random = new Random(1);
    for (Path input : inputs(FOLDER.resolve(words[0]))) {
      byte[] bytes = Files.readAllBytes(input);
      run(target, input + " as it is", bytes);
      for (int i = 0; i < NEIGHBOURS; i++) {
        run(target, input + ", neighbour " + i, neighbour(bytes, random));
      }
    }
  }

  private static List<Path> inputs(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void run(MethodHandle target, String what, byte[] input) throws Throwable {
    try {
      target.invokeExact(input);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(what, e);
    }
  }

  /** Some bytes changed, or the end cut off, or a piece repeated. */
  private static byte[] neighbour(byte[] input, Random random) {
    if (input.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(input.length);
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(input, at);
      case 1 -> {
        byte[] longer = Arrays.copyOf(input, input.length * 2 - at);
        System.arraycopy(input, at, longer, input.length, input.length - at);
        yield longer;
      }
      default -> {
        byte[] changed = input.clone();
        for (int i = 0; i <= random.nextInt(4); i++) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        yield changed;
      }
    };
  }
}
