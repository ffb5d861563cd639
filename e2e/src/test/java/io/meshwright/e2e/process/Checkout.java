package io.meshwright.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the build's products lie. */
final class Checkout {
  private static final Path ROOT = findRoot();

  private Checkout() {}

  /** The JDK that runs the tests runs the products too. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Of the checkout that {@code -Dproxy.checkout} names, of this one without it. */
  static Path proxyJar() {
    return product("proxy", "proxy");
  }

  /** Of the checkout that {@code -Druntime.checkout} names, of this one without it. */
  static Path runtimeJar() {
    return product("mesh-runtime", "runtime");
  }

  static Path script(String name) {
    return ROOT.resolve("hack").resolve(name);
  }

  /** The JVM's options in this image, without the program, for the app directory of the build. */
  static List<String> jvmOptions(String image) {
    try {
      return Files.readAllLines(script("images").resolve(image).resolve("jvm.options")).stream()
          .filter(line -> line.startsWith("-") && !line.startsWith("-jar"))
          .map(line -> line.replace("/opt/meshwright/proxy/", proxyJar().getParent() + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty folder for the logs of this test's processes; it stays when the test is over. */
  static Path logs(Class<?> test) {
    Path logs = ROOT.resolve("e2e/target/process-logs").resolve(test.getSimpleName());
    Cleanup.delete(logs);
    return logs;
  }

  private static Path product(String module, String name) {
    Path checkout = ROOT.resolve(System.getProperty(name + ".checkout", ""));
    Path product = checkout.resolve(module).resolve("target/app").resolve(name + ".jar");
    if (!Files.isRegularFile(product)) {
      throw new IllegalStateException(
          "%s is missing: ./mvnw -pl %s -am package makes it".formatted(product, module));
    }
    return product;
  }

  private static Path findRoot() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(directory.resolve("mvnw"))) {
      directory = directory.getParent();
      if (directory == null) {
        throw new IllegalStateException("Not inside a checkout: " + Path.of("").toAbsolutePath());
      }
    }
    return directory;
  }
}
