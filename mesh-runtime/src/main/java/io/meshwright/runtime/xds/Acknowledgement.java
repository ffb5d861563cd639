package io.meshwright.runtime.xds;

import io.meshwright.runtime.model.ProxyIdentity;
import java.util.List;

/**
 * How far one client has followed.
 *
 * @param version of the newest model of which it has been sent, and has answered, all that it wants
 */
public record Acknowledgement(ProxyIdentity proxy, long version, List<Rejection> rejections) {

  public Acknowledgement {
    rejections = List.copyOf(rejections);
  }
}
