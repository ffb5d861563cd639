package io.meshwright.proxy.nameserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a pod's {@code resolv.conf} says (resolv.conf(5)).
 *
 * @param servers in the order of the file
 * @param search domains that resolvers append, in lower case and without the final dot
 */
record ResolverFile(List<InetSocketAddress> servers, List<String> search) {
  private static final int PORT = 53;

  /** As many as the C library asks. */
  private static final int MOST_SERVERS = 3;

  ResolverFile {
    servers = List.copyOf(servers);
    search = List.copyOf(search);
  }

  static ResolverFile read(Path file) throws IOException {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words[0].equals("nameserver") && words.length > 1 && servers.size() < MOST_SERVERS) {
        addServer(words[1], servers);
      } else if (words[0].equals("search")) {
        search.clear();
        for (int i = 1; i < words.length; i++) {
          String domain = words[i].toLowerCase(Locale.ROOT);
          search.add(domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain);
        }
      }
    }
    return new ResolverFile(servers, search);
  }

  /** What is no address is skipped, as in the C library. */
  private static void addServer(String text, List<InetSocketAddress> servers) {
    try {
      servers.add(new InetSocketAddress(InetAddress.ofLiteral(text), PORT));
    } catch (IllegalArgumentException _) {
      // the others may do
    }
  }
}
