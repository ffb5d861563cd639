package io.meshwright.proxy.listener;

import io.netty.channel.Channel;
import java.util.List;

/** What a filter chain does with its connections; made once per chain, used by all loops. */
public interface ChainInstaller {
  /** The configured ALPN protocols that the chain can speak, in the given order. */
  List<String> speaks(List<String> alpn);

  /** Whether one direction of a connection goes on when the other has ended, also with TLS. */
  boolean halfCloses();

  /**
   * Takes the connection over: adds handlers at the end of the pipeline. Bytes that were read
   * already follow as {@code channelRead}. Called on the channel's loop; sets auto-read as it
   * needs.
   */
  void install(Channel channel, DownstreamConnection connection);
}
