// The questions that the first frame of a place will ask, so that they are on their way while the
// program loads. A path that the console does not ask costs one answer; it breaks nothing.
export function firstQuestions() {
  return [];
}
