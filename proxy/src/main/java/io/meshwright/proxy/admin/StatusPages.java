package io.meshwright.proxy.admin;

import io.meshwright.proxy.admin.application.ApplicationProbes;
import io.meshwright.proxy.admin.application.MergedMetrics;
import io.meshwright.proxy.admin.server.PageRequest;
import io.meshwright.proxy.admin.server.Pages;
import io.meshwright.proxy.admin.server.Reply;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/**
 * The port that the injector leads kubelet and Prometheus to: the application's probes and hooks,
 * merged metrics, readiness, and an end asked for from inside the pod.
 */
final class StatusPages implements Pages {
  /** Traffic that the proxy itself passes to the pod comes from here; it was sent from outside. */
  private static final InetAddress PASSED_ON = InetAddress.ofLiteral("127.0.0.6");

  private final Pages probes;
  private final Pages metrics;
  private final Pages ready;
  private final Runnable quit;

  StatusPages(Pages probes, Pages metrics, Pages ready, Runnable quit) {
    this.probes = probes;
    this.metrics = metrics;
    this.ready = ready;
    this.quit = quit;
  }

  @Override
  public CompletableFuture<Reply> answer(PageRequest request) {
    if (ApplicationProbes.owns(request.path())) {
      return probes.answer(request);
    }
    if (MergedMetrics.owns(request.path())) {
      return metrics.answer(request);
    }
    return request.path().equals("/quitquitquit")
        ? CompletableFuture.completedFuture(quit(request))
        : ready.answer(request);
  }

  private Reply quit(PageRequest request) {
    if (!request.peer().isLoopbackAddress() || request.peer().equals(PASSED_ON)) {
      return Reply.text(403, "only for processes of the pod\n");
    }
    if (!request.method().equals("POST")) {
      return Reply.methodNotAllowed("POST");
    }
    quit.run();
    return Reply.text(200, "OK");
  }
}
