package io.meshwright.operator.sessions;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what is due when told, in the test's thread, by its own clock. */
final class ManualExecutor extends ScheduledThreadPoolExecutor implements InstantSource {

  private static final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final Instant due;

    Task(Runnable task, Instant due) {
      super(task, null);
      this.due = due;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Delayed other) {
      throw new UnsupportedOperationException();
    }
  }

  private final List<Task> tasks = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  ManualExecutor() {
    super(0);
  }

  @Override
  public Instant instant() {
    return now;
  }

  void runDue() {
    List<Task> due;
    do {
      due =
          tasks.stream()
              .filter(task -> !task.due.isAfter(now))
              .sorted(Comparator.comparing(task -> task.due))
              .toList();
      tasks.removeAll(due);
      due.forEach(Task::run);
    } while (!due.isEmpty());
  }

  void advance(Duration duration) {
    now = now.plus(duration);
    runDue();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(new Task(task, now));
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    Task scheduled = new Task(task, now.plus(Duration.of(delay, unit.toChronoUnit())));
    tasks.add(scheduled);
    return scheduled;
  }
}
