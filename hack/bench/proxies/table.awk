# Medians of the raw figures, and the median over the rounds of our figure divided by each other one of the same round.
function median(list, n,   i, j, swap) {
  for (i = 2; i <= n; i++)
    for (j = i; j > 1 && list[j - 1] > list[j]; j--) { swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap }
  return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

{
  if (!($1 in unit)) order[++metrics] = $1
  unit[$1] = $5
  value[$1, $2, $3] = $4
  if ($3 + 0 > rounds) rounds = $3 + 0
}

END {
  count = split(subjects, names, " ")
  printf "%-28s", "median"
  for (s = 1; s <= count; s++) {
    width[s] = length(names[s]) < 10 ? 12 : length(names[s]) + 2
    printf "%*s", width[s], names[s]
  }
  for (s = 2; s <= count; s++) printf "%*s", width[s] + 5, "ours/" names[s]
  print ""
  for (m = 1; m <= metrics; m++) {
    metric = order[m]
    printf "%-28s", metric " " unit[metric]
    for (s = 1; s <= count; s++) {
      n = 0
      for (r = 1; r <= rounds; r++) if ((metric, names[s], r) in value) list[++n] = value[metric, names[s], r] + 0
      if (n == 0) { printf "%*s", width[s], "-"; continue }
      middle = median(list, n)
      printf "%*s", width[s], middle
      printf "{\"metric\":\"%s\",\"subject\":\"%s\",\"value\":%s,\"unit\":\"%s\"}\n", metric, names[s], middle, unit[metric] >json
    }
    for (s = 2; s <= count; s++) {
      n = 0
      for (r = 1; r <= rounds; r++)
        if ((metric, names[1], r) in value && (metric, names[s], r) in value && value[metric, names[s], r] + 0 > 0)
          list[++n] = value[metric, names[1], r] / value[metric, names[s], r]
      if (n == 0) printf "%*s", width[s] + 5, "-"
      else printf "%*.2f", width[s] + 5, median(list, n)
    }
    print ""
  }
}
