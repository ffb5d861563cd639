package io.meshwright.operator.apply;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Remembers the last answer of a pure function for each resource, because reconciliations mostly
 * ask what they asked before. The question is the whole input, so nothing can be left out of it.
 * Thread-safe; answers are shared and must not be changed.
 */
public final class LastAnswer<Q, A> {

  private record Known<Q, A>(Q question, A answer) {}

  private final Function<Q, A> function;
  private final Map<String, Known<Q, A>> known = new ConcurrentHashMap<>();

  public LastAnswer(Function<Q, A> function) {
    this.function = function;
  }

  /** The answer for the resource with this uid. */
  public A of(String uid, Q question) {
    Known<Q, A> last = known.get(uid);
    if (last != null && last.question().equals(question)) {
      return last.answer();
    }
    A answer = function.apply(question);
    known.put(uid, new Known<>(question, answer));
    return answer;
  }

  /** Forgets a resource that is gone. */
  public void forget(String uid) {
    known.remove(uid);
  }
}
