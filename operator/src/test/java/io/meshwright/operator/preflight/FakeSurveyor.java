package io.meshwright.operator.preflight;

import io.meshwright.operator.crds.CrdBundle;
import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import io.meshwright.operator.preflight.Survey.Configuration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A cluster to look at: one in which nothing is wrong, until a test says otherwise. */
public final class FakeSurveyor implements Surveyor {

  public Survey survey = healthy();
  public List<ImageProblem> images = List.of();
  public @Nullable String unreadable;
  public int looks;

  /** A new enough Kubernetes with the operator's CRDs and nothing else. */
  public static Survey healthy() {
    return new Survey(
        "1.31",
        List.of(),
        CrdBundle.all(),
        Map.of(),
        Optional.empty(),
        new Configuration(List.of(), true));
  }

  @Override
  public Survey look() {
    looks++;
    if (unreadable != null) {
      throw new SurveyException(unreadable, null);
    }
    return survey;
  }

  @Override
  public List<ImageProblem> imageProblems(String namespace, String revision) {
    return images;
  }
}
