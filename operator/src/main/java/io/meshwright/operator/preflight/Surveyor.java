package io.meshwright.operator.preflight;

import io.meshwright.operator.preflight.PreflightFacts.ImageProblem;
import java.util.List;

/** Reads from the API server what no watch covers. Blocks; asked at bounded intervals only. */
public interface Surveyor {

  /**
   * Looks at the cluster.
   *
   * @throws SurveyException when something cannot be read
   */
  Survey look();

  /**
   * Containers of a control plane that wait for an image.
   *
   * @throws SurveyException when the pods cannot be read
   */
  List<ImageProblem> imageProblems(String namespace, String revision);
}
