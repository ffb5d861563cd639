package io.meshwright.proxy.http.filter.router;

import io.meshwright.proxy.http.codec.RequestHead;
import io.meshwright.proxy.snapshot.HttpConnectionManager;
import io.meshwright.proxy.snapshot.HttpConnectionManager.Upgrade;
import io.meshwright.proxy.snapshot.RouteAction;

/**
 * Which protocols a request may switch to: as its route says, else as the connection manager does.
 */
final class Upgrades {
  private Upgrades() {}

  static boolean allowed(
      HttpConnectionManager manager, RouteAction.Forward route, RequestHead request) {
    for (Upgrade upgrade : route.upgrades()) {
      if (upgrade.type().equalsIgnoreCase(request.upgrade())) {
        return upgrade.enabled();
      }
    }
    for (Upgrade upgrade : manager.upgrades()) {
      if (upgrade.type().equalsIgnoreCase(request.upgrade())) {
        return upgrade.enabled();
      }
    }
    return false;
  }
}
