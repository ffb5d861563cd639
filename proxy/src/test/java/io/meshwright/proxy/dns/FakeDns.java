package io.meshwright.proxy.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A DNS server of the loopback address that knows what a test tells it. */
final class FakeDns implements AutoCloseable {
  private final Map<String, List<Entry>> names = new ConcurrentHashMap<>();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final Channel channel;

  private record Entry(long life, InetAddress address) {}

  FakeDns(EventLoopGroup group) throws InterruptedException {
    channel =
        new Bootstrap()
            .group(group)
            .channel(NioDatagramChannel.class)
            .handler(
                new ChannelInitializer<DatagramChannel>() {
                  @Override
                  protected void initChannel(DatagramChannel opened) {
                    opened
                        .pipeline()
                        .addLast(
                            new DatagramDnsQueryDecoder(),
                            new DatagramDnsResponseEncoder(),
                            new Answering());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  FakeDns has(String name, long life, String address) {
    names
        .computeIfAbsent(name, _ -> new CopyOnWriteArrayList<>())
        .add(new Entry(life, InetAddress.ofLiteral(address)));
    return this;
  }

  void fails(String name) {
    broken.add(name);
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }

  private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name();
      DnsResponseCode code =
          broken.contains(name)
              ? DnsResponseCode.SERVFAIL
              : names.containsKey(name) ? DnsResponseCode.NOERROR : DnsResponseCode.NXDOMAIN;
      DatagramDnsResponse response =
          new DatagramDnsResponse(
              /* sender= */ query.recipient(),
              /* recipient= */ query.sender(),
              query.id(),
              query.opCode(),
              code);
      response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(name, question.type()));
      for (Entry entry : names.getOrDefault(name, List.of())) {
        DnsRecordType type =
            entry.address() instanceof Inet6Address ? DnsRecordType.AAAA : DnsRecordType.A;
        if (type.equals(question.type())) {
          response.addRecord(
              DnsSection.ANSWER,
              new DefaultDnsRawRecord(
                  name, type, entry.life(), Unpooled.wrappedBuffer(entry.address().getAddress())));
        }
      }
      ctx.writeAndFlush(response);
    }
  }
}
