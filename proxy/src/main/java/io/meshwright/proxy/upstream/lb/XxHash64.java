package io.meshwright.proxy.upstream.lb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The hash function XXH64 (xxHash specification 0.1.1, section "XXH64"), by which Envoy hashes
 * requests and hosts: with it, both send a request to the same host.
 */
public final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final int STRIPE = 32;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  /** The hash of a text's UTF-8 form. */
  public static long of(String text) {
    return of(text, 0);
  }

  static long of(String text, long seed) {
    return of(text.getBytes(StandardCharsets.UTF_8), seed);
  }

  static long of(byte[] input, long seed) {
    int at = 0;
    long hash;
    if (input.length >= STRIPE) {
      long v1 = seed + PRIME_1 + PRIME_2;
      long v2 = seed + PRIME_2;
      long v3 = seed;
      long v4 = seed - PRIME_1;
      for (; at <= input.length - STRIPE; at += STRIPE) {
        v1 = round(v1, eight(input, at));
        v2 = round(v2, eight(input, at + 8));
        v3 = round(v3, eight(input, at + 16));
        v4 = round(v4, eight(input, at + 24));
      }
      hash =
          Long.rotateLeft(v1, 1)
              + Long.rotateLeft(v2, 7)
              + Long.rotateLeft(v3, 12)
              + Long.rotateLeft(v4, 18);
      hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
    } else {
      hash = seed + PRIME_5;
    }
    return avalanche(rest(hash + input.length, input, at));
  }

  private static long rest(long start, byte[] input, int from) {
    long hash = start;
    int at = from;
    for (; at <= input.length - 8; at += 8) {
      hash = Long.rotateLeft(hash ^ round(0, eight(input, at)), 27) * PRIME_1 + PRIME_4;
    }
    if (at <= input.length - 4) {
      long four = Integer.toUnsignedLong((int) INT.get(input, at));
      hash = Long.rotateLeft(hash ^ (four * PRIME_1), 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < input.length; at++) {
      hash = Long.rotateLeft(hash ^ ((input[at] & 0xff) * PRIME_5), 11) * PRIME_1;
    }
    return hash;
  }

  private static long eight(byte[] input, int at) {
    return (long) LONG.get(input, at);
  }

  private static long round(long sum, long input) {
    return Long.rotateLeft(sum + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long hash, long value) {
    return (hash ^ round(0, value)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long value) {
    long hash = (value ^ (value >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }
}
