package io.meshwright.proxy.http.codec;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Netty reports of a connection: each frame is held against the budget and goes to its stream.
 */
final class Http2Events extends Http2EventAdapter {
  private final Http2Handler handler;
  private final Http2Side side;

  Http2Events(Http2Handler handler, Http2Side side) {
    this.handler = handler;
    this.side = side;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    handler.budget().payload();
    Http2Stream stream = handler.connection().stream(streamId);
    @Nullable Http2Lane lane = handler.lane(stream);
    if (lane != null) {
      lane.headers(headers, end);
    } else if (stream != null && handler.connection().isServer()) {
      side.opened(stream, headers, end);
    }
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    onHeadersRead(ctx, streamId, headers, padding, end);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    if (data.isReadable() || end) {
      handler.budget().payload();
    } else {
      handler.budget().control();
    }
    int credit = data.readableBytes() + padding;
    @Nullable Http2Lane lane = handler.lane(handler.connection().stream(streamId));
    return lane == null ? credit : lane.data(data, credit, end);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
      throws Http2Exception {
    @Nullable Http2Lane lane = handler.lane(handler.connection().stream(streamId));
    if (lane != null) {
      lane.reset(errorCode);
    }
  }

  @Override
  public void onStreamClosed(Http2Stream stream) {
    handler.streamClosed(stream);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive)
      throws Http2Exception {
    handler.budget().control();
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    handler.budget().control();
    handler.settingsReceived(settings);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    handler.budget().control();
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    handler.budget().control();
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    handler.budget().control();
    handler.pingAnswered(data);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int increment)
      throws Http2Exception {
    handler.budget().control();
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int streamId, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    handler.budget().control();
  }

  @Override
  public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
    side.goAwayReceived(lastStreamId);
  }
}
