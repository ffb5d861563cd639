package io.meshwright.runtime.operatorapi;

import io.meshwright.runtime.xds.Trouble;
import io.meshwright.xds.proto.operator.v1.TroubleReport;
import java.util.List;

/** Which sessions do not follow their configuration. Pure; equal troubles make equal reports. */
final class Troubles {

  private static final int MOST = 100;

  private Troubles() {}

  /** {@code all} begin with the longest. */
  static TroubleReport report(List<Trouble> all) {
    TroubleReport.Builder report =
        TroubleReport.newBuilder()
            .setRefusingSessions(count(all, Trouble.Kind.REFUSING))
            .setSilentSessions(count(all, Trouble.Kind.SILENT));
    all.stream().limit(MOST).forEach(trouble -> report.addTroubles(message(trouble)));
    return report.build();
  }

  private static long count(List<Trouble> all, Trouble.Kind kind) {
    return all.stream().filter(trouble -> trouble.kind() == kind).count();
  }

  private static io.meshwright.xds.proto.operator.v1.Trouble message(Trouble trouble) {
    return io.meshwright.xds.proto.operator.v1.Trouble.newBuilder()
        .setNode(trouble.node().toString())
        .setKind(
            switch (trouble.kind()) {
              case REFUSING -> io.meshwright.xds.proto.operator.v1.Trouble.Kind.REFUSING;
              case SILENT -> io.meshwright.xds.proto.operator.v1.Trouble.Kind.SILENT;
            })
        .setSince(SessionPage.timestamp(trouble.since()))
        .setPushesAgain(trouble.pushesAgain())
        .setWords(trouble.words())
        .build();
  }
}
