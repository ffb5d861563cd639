package io.meshwright.proxy.nameserver;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One query to one server, from a socket of its own: its random port and that it is connected keep
 * strangers from answering. Ends with an answer or without, once, after {@link #PATIENCE} at the
 * latest. For one event loop.
 */
final class Exchange extends ChannelInboundHandlerAdapter {

  /** How long a server may take. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Before each message over TCP stands its length (RFC 1035, section 4.2.2). */
  static final int LENGTH_BYTES = 2;

  static final int MOST_MESSAGE_BYTES = 65_535;

  private final ByteBuf query;
  private final int questionEnd;
  private final Outcome outcome;
  private boolean over;

  /** How it ended. */
  interface Outcome {
    /** The receiver releases the message. */
    void answered(ByteBuf message);

    void unanswered();
  }

  private Exchange(ByteBuf query, int questionEnd, Outcome outcome) {
    this.query = query;
    this.questionEnd = questionEnd;
    this.outcome = outcome;
  }

  /**
   * Asks.
   *
   * @param query stays the caller's; a reference is kept while the exchange lasts
   */
  static void start(
      EventLoop loop, Protocol protocol, InetSocketAddress server, Query query, Outcome outcome) {
    Exchange exchange =
        new Exchange(query.message().retainedDuplicate(), query.questionEnd(), outcome);
    Bootstrap bootstrap = new Bootstrap().group(loop);
    switch (protocol) {
      case UDP ->
          bootstrap
              .channel(NioDatagramChannel.class)
              .option(
                  ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(query.payload()))
              .handler(exchange);
      case TCP ->
          bootstrap
              .channel(NioSocketChannel.class)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
              .handler(exchange.framed());
    }
    ChannelFuture connected = bootstrap.connect(server);
    Channel channel = connected.channel();
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            exchange.fail();
          }
        });
    channel.closeFuture().addListener(_ -> exchange.fail());
    var _ = loop.schedule(() -> channel.close(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private ChannelInitializer<Channel> framed() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel
            .pipeline()
            .addLast(
                new LengthFieldBasedFrameDecoder(
                    MOST_MESSAGE_BYTES + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
                new LengthFieldPrepender(LENGTH_BYTES),
                Exchange.this);
      }
    };
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(query.retainedDuplicate());
  }

  /** Releases what was read, unless it is the answer: that is the outcome's. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf content =
        message instanceof DatagramPacket packet ? packet.content() : (ByteBuf) message;
    if (!over && answers(content)) {
      over = true;
      query.release();
      outcome.answered(content);
      ctx.close();
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  /** Whether a message answers the query, by number and question. */
  private boolean answers(ByteBuf message) {
    int start = message.readerIndex();
    return message.readableBytes() >= questionEnd
        && !Question.asked(message)
        && message.getShort(start) == query.getShort(query.readerIndex())
        && ByteBufUtil.equals(
            message,
            start + Question.HEADER_BYTES,
            query,
            query.readerIndex() + Question.HEADER_BYTES,
            questionEnd - Question.HEADER_BYTES);
  }

  /** A port that is closed is heard of as an error of a connected socket. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void fail() {
    if (!over) {
      over = true;
      query.release();
      outcome.unanswered();
    }
  }
}
