"""The answer page: which bed stands where, each as a card or a row, and the page put together."""
