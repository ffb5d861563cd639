package io.meshwright.proxy.upstream.lb;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Consistent hashing by a table (Eisenbud et al., "Maglev", NSDI 2016, section 3.4): hosts take
 * turns, in proportion to their weights, to fill the next free place of their own permutation.
 * Turns and permutations are Envoy's, so that both choose the same host.
 */
final class MaglevTable implements HashTable {
  private final int[] table;

  private MaglevTable(int[] table) {
    this.table = table;
  }

  /** Fills a table of {@code size} places, a prime number; at least one host. */
  static MaglevTable of(int size, List<Share> shares) {
    // the order of discovery must play no part
    int[] order =
        IntStream.range(0, shares.size())
            .boxed()
            .sorted(Comparator.comparing(i -> shares.get(i).key()))
            .mapToInt(Integer::intValue)
            .toArray();
    Turns[] hosts = new Turns[order.length];
    for (int i = 0; i < order.length; i++) {
      hosts[i] = new Turns(order[i], shares.get(order[i]), size);
    }
    double largest = HashTable.largest(shares);
    int[] table = new int[size];
    int free = size;
    for (long round = 1; free > 0; round++) {
      for (int i = 0; i < hosts.length && free > 0; i++) {
        if (hosts[i].due(round, largest)) {
          hosts[i].take(table);
          free--;
        }
      }
    }
    return new MaglevTable(table);
  }

  @Override
  public int find(long hash, int selection) {
    long key = selection == 0 ? hash : hash ^ -(long) selection;
    return table[(int) Long.remainderUnsigned(key, table.length)] - 1;
  }

  /** One host on its way through its permutation; a place taken holds its index plus 1. */
  private static final class Turns {
    private final int host;
    private final double weight;
    private final long skip;
    private long place;
    private double target;

    Turns(int host, Share share, int size) {
      this.host = host;
      this.weight = share.weight();
      this.place = Long.remainderUnsigned(XxHash64.of(share.key()), size);
      this.skip = Long.remainderUnsigned(XxHash64.of(share.key(), 1), size - 1) + 1;
    }

    /** Whether it is this host's turn; the heaviest one's is each round. */
    boolean due(long round, double largest) {
      if (round * weight < target) {
        return false;
      }
      target += largest;
      return true;
    }

    void take(int[] table) {
      while (table[(int) place] != 0) {
        place = (place + skip) % table.length;
      }
      table[(int) place] = host + 1;
    }
  }
}
